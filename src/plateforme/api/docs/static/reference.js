"use strict";
// One reference, one document, no address bar: the page shows this platform's contract and nothing else.
const place = document.getElementById("reference");
window.ui = SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  displayOperationId: false,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  supportedSubmitMethods: ["get", "head", "post", "put", "patch", "delete"],
  syntaxHighlight: { activated: true, theme: "nord" },
  tryItOutEnabled: false,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
