"""Forms as senders really post them."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from plateforme.api.open311.errors import BadArgument
from plateforme.api.open311.posting_form import PostedForm, _read
from plateforme.domains.reports.texts import UNPRINTABLE

CODES = st.text(st.characters(categories=["L", "N"]) | st.sampled_from(" ._-"), min_size=1).map(str.strip).filter(bool)
VALUES = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=20)


async def read(content, content_type="application/x-www-form-urlencoded", query=b""):
    async def receive():
        return {"type": "http.request", "body": content, "more_body": False}

    headers = [(b"content-type", content_type.encode())]
    return await _read(Request({"type": "http", "headers": headers, "query_string": query, "method": "POST"}, receive))


@pytest.mark.parametrize(
    "sent",
    [
        "attribute[kind][]=a&attribute[kind][]=b",
        "attribute[kind]=a&attribute[kind]=b",
        "attribute[kind][0]=a&attribute[kind][1]=b",
        "attribute[kind][1]=b&attribute[kind][0]=a",
        "attribute%5Bkind%5D%5B%5D=a&attribute%5Bkind%5D%5B%5D=b",
        "attribute%5Bkind%5D=a&attribute%5Bkind%5D=b",
    ],
)
async def test_a_list_of_values_is_read_in_every_spelling(sent):
    assert (await read(sent.encode())).attributes() == {"kind": ["a", "b"]}


@pytest.mark.parametrize("sent", ["attribute[kind]=a", "attribute[kind][]=a", "attribute[kind][0]=a"])
async def test_one_value_stands_alone(sent):
    assert (await read(sent.encode())).attributes() == {"kind": "a"}


async def test_a_code_may_hold_spaces_accents_and_dots():
    form = await read(httpx.QueryParams({"attribute[Numéro de l'arbre 2.1]": "12"}).__str__().encode())

    assert form.attributes() == {"Numéro de l'arbre 2.1": "12"}


@given(st.dictionaries(CODES, st.lists(VALUES, min_size=1, max_size=4), max_size=4))
def test_what_a_standard_client_encodes_is_what_is_read(attributes):
    spelled = {f"attribute[{code}][]": tuple(values) for code, values in attributes.items()}

    found = PostedForm(spelled).attributes()

    assert found == {code: values[0] if len(values) == 1 else values for code, values in attributes.items()}


async def test_an_empty_field_is_the_same_as_none():
    form = await read(b"email=&phone=%20%20&service_code=pothole")

    assert form.fields == {"service_code": ("pothole",)}


async def test_the_spelling_of_fixmystreet_is_understood():
    assert (await read(b"deviceid=abc")).text("device_id") == "abc"


async def test_a_field_sent_twice_with_two_values_is_refused_by_its_name():
    form = await read(b"lat=47&lat=48&long=2&long=2")

    assert form.text("long") == "2"
    with pytest.raises(BadArgument) as refusal:
        form.text("lat")
    assert refusal.value.errors[0].name == "lat"


async def test_a_jurisdiction_may_stand_in_the_address_and_a_key_may_not():
    form = await read(b"service_code=pothole", query=b"jurisdiction_id=nantes&api_key=plf_secret")

    assert (form.text("jurisdiction_id"), form.text("api_key")) == ("nantes", None)


async def test_files_come_along_in_a_multipart_form():
    request = httpx.Request(
        "POST", "http://x", data={"service_code": "pothole"}, files=[("media", b"one"), ("photo1", b"two"), ("m", b"")]
    )

    form = await read(request.read(), request.headers["content-type"])

    assert (form.text("service_code"), form.files) == ("pothole", (b"one", b"two"))


async def test_another_kind_of_body_is_refused():
    with pytest.raises(BadArgument):
        await read(b"{}", "application/json")


@pytest.mark.parametrize("sent", ["Élodie, près du chêne".encode(), b"%C3%89lodie, pr%C3%A8s du ch%C3%AAne"])
async def test_utf_8_is_read_also_where_the_bytes_were_left_as_they_are(sent):
    assert (await read(b"first_name=" + sent)).text("first_name") == "Élodie, près du chêne"


async def test_what_is_no_utf_8_is_read_as_a_french_windows_writes_it():
    assert (await read(b"description=Caf%e9 ferm\xe9+%80")).text("description") == "Café fermé €"


async def test_more_fields_than_any_form_has_are_refused():
    with pytest.raises(BadArgument):
        await read(b"&".join(b"a=1" for _ in range(301)))


@given(st.dictionaries(CODES, st.text(max_size=40), max_size=5))
async def test_no_control_reaches_what_is_read(fields):
    form = await read(str(httpx.QueryParams(fields)).encode())

    assert not any(UNPRINTABLE.search(value) for values in form.fields.values() for value in values)
