"""Notes and annotations: where an equation or a number comes from, for readers and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from epsom.tables import Row, Source, sources

XHTML = "http://www.w3.org/1999/xhtml"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
BIOLOGY = "http://biomodels.net/biology-qualifiers/"
REGISTRY = "https://identifiers.org/"

MAGNESIUM = f"{REGISTRY}CHEBI:18420"
HUMAN = f"{REGISTRY}taxonomy:9606"
NO_IDENTIFIER = "No doi or PubMed number is held for this source."


def noted(element: Element, lines: Sequence[str]) -> Element:
    """Give an element its notes, a paragraph per line, and return it."""
    body = SubElement(SubElement(element, "notes"), "body", {"xmlns": XHTML})
    for line in lines:
        SubElement(body, "p").text = line
    return element


def annotated(element: Element, statements: Sequence[tuple[str, str]]) -> Element:
    """Give an element statements about it, such as ``("isDescribedBy", address)``, and return it."""
    meta = f"about_{element.get('id') or element.get('variable')}"
    element.set("metaid", meta)
    rdf = SubElement(SubElement(element, "annotation"), "rdf:RDF", {"xmlns:rdf": RDF, "xmlns:bqbiol": BIOLOGY})
    whole = SubElement(rdf, "rdf:Description", {"rdf:about": f"#{meta}"})
    for qualifier, address in statements:
        bag = SubElement(SubElement(whole, f"bqbiol:{qualifier}"), "rdf:Bag")
        SubElement(bag, "rdf:li", {"rdf:resource": address})
    return element


def address(source: Source) -> str:
    """Return the identifiers.org address of a source: its doi, else its PubMed number, else nothing."""
    for mark, registry in (("doi:", "doi:"), ("PMID ", "pubmed:")):
        if source.address.startswith(mark):
            return REGISTRY + registry + quote(source.address.removeprefix(mark), safe="/:;.()-_")
    return ""


def cited(element: Element, key: str, lines: Sequence[str] = ()) -> Element:
    """Say of an element which source it rests on, in words and, where it has one, by identifier; return it."""
    source = sources()[key]
    known = address(source)
    noted(element, [*lines, source.citation(), *([] if known else [NO_IDENTIFIER])])
    return annotated(element, [("isDescribedBy", known)]) if known else element


def sourced(element: Element, row: Row) -> Element:
    """Say of a parameter where its typical value comes from: a source, a fit, or a guess and why; return it."""
    if row.source in sources():
        return cited(element, row.source, [f"Source of the typical value, {row.value:g}: {row.where or row.mark}."])
    return noted(element, [f"Typical value, {row.value:g}: {row.source}. {row.because}".strip()])
