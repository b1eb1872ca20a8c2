"""`python -m plateforme.cli`: the same command line, without the installed script."""

from plateforme.cli.application import app

app(prog_name="plateforme")
