"""Files of every kind in which somebody's name stands wherever a format has a place for it, and nowhere in what it says."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any, Final

import docx
import pptx
import xlsxwriter
from PIL import Image, ImageDraw, PngImagePlugin

from tests.readers import made
from tests.readers.parsing import FILES

NAME: Final = "Zwirnkobold Quillfeather"
DAY: Final = "2019-07-14"
WORDS: Final = "The rent is EUR 12,000 a month, in advance."
_HEX: Final = NAME.encode("utf-16-be").hex().encode()


def drawing() -> Image.Image:
    image = Image.new("RGB", (320, 60), "white")
    ImageDraw.Draw(image).text((5, 20), WORDS, fill="black")
    return image


def exif(turned: int = 1) -> Image.Exif:
    told = Image.Exif()
    told[315], told[306], told[271], told[274] = NAME, "2019:07:14 10:00:00", NAME, turned
    told[0x8825] = {1: "N", 2: (59.0, 19.0, 33.0), 29: "2019:07:14"}
    return told


def jpeg(turned: int = 1) -> bytes:
    out = io.BytesIO()
    profile = b"\0" * 128 + NAME.encode()
    drawing().save(out, "JPEG", exif=exif(turned), comment=NAME.encode(), icc_profile=profile)
    return out.getvalue() + NAME.encode()


def png(turned: int = 1) -> bytes:
    out, info = io.BytesIO(), PngImagePlugin.PngInfo()
    info.add_text("Author", NAME)
    info.add_text("Comment", NAME, zip=True)
    info.add_itxt("XML:com.adobe.xmp", f"<x>{NAME}</x>")
    drawing().save(out, "PNG", pnginfo=info, exif=exif(turned))
    return out.getvalue() + NAME.encode()


def webp(turned: int = 1) -> bytes:
    out = io.BytesIO()
    drawing().save(out, "WEBP", exif=exif(turned), xmp=NAME.encode(), lossless=True)
    return out.getvalue()


def gif() -> bytes:
    out = io.BytesIO()
    drawing().convert("P").save(out, "GIF", comment=NAME.encode())
    return out.getvalue() + NAME.encode()


def bmp() -> bytes:
    out = io.BytesIO()
    drawing().save(out, "BMP")
    return out.getvalue() + NAME.encode()


def tiff(turned: int = 1, **options: Any) -> bytes:
    out = io.BytesIO()
    tags = {315: NAME, 270: NAME, 305: NAME, 316: NAME, 306: "2019:07:14 10:00:00", 33432: NAME, 274: turned}
    more = [drawing().convert("1"), drawing().convert("L")]
    drawing().save(out, "TIFF", tiffinfo=tags, save_all=True, append_images=more, **options)
    return out.getvalue() + NAME.encode()


def word() -> bytes:
    document = docx.Document()
    told = document.core_properties
    told.author = told.last_modified_by = told.keywords = told.title = told.comments = NAME
    paragraph = document.add_paragraph(WORDS)
    document.add_comment(paragraph.runs, text="too high", author=NAME, initials="ZQ")
    document.add_picture(io.BytesIO(jpeg()))
    out = io.BytesIO()
    document.save(out)
    return packed_anew(
        out.getvalue(),
        {
            "docProps/custom.xml": f"<Properties><property name='Client'>{NAME}</property></Properties>".encode(),
            "customXml/item9.xml": f"<x>{NAME}</x>".encode(),
            "word/people.xml": f'<w15:people xmlns:w15="x"><w15:person w15:author="{NAME}"/></w15:people>'.encode(),
        },
        lambda name, data: (
            data.replace(
                b"<w:body>",
                f'<w:body><!-- {NAME} --><w:p><w:ins w:author="{NAME}" w:date="{DAY}T10:00:00Z" w:id="7"><w:r><w:t>Agreed.'
                "</w:t></w:r></w:ins></w:p>".encode(),
            )
            if name == "word/document.xml"
            else data
        ),
    )


def packed_anew(
    data: bytes, more: dict[str, bytes], change: Callable[[str, bytes], bytes] = lambda name, data: data
) -> bytes:
    """A packed file with more parts, some changed, remarks in its packing, and times."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.comment = NAME.encode()
        for info in old.infolist():
            member = zipfile.ZipInfo(info.filename, (2019, 7, 14, 10, 0, 0))
            member.comment = NAME.encode()
            member.compress_type = zipfile.ZIP_STORED if info.filename == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(member, change(info.filename, old.read(info)))
        for name, part in more.items():
            new.writestr(name, part)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.set_properties({"author": NAME, "company": NAME, "manager": NAME, "comments": NAME})
    book.set_custom_property("Client", NAME)
    sheet = book.add_worksheet("Rents")
    sheet.write_row(0, 0, ["What", "Rent"])
    sheet.write_row(1, 0, [WORDS, 12_000])
    sheet.write_comment(1, 1, "too high", {"author": NAME})
    sheet.insert_image(5, 5, "a.jpg", {"image_data": io.BytesIO(jpeg())})
    book.close()
    path = f'<x15ac:absPath xmlns:x15ac="x" url="C:\\Users\\{NAME}\\"/>'.encode()
    return packed_anew(
        out.getvalue(),
        {"xl/persons/person.xml": f'<personList xmlns="x"><person displayName="{NAME}"/></personList>'.encode()},
        lambda name, data: data.replace(b"<sheets>", path + b"<sheets>") if name == "xl/workbook.xml" else data,
    )


def slides() -> bytes:
    show = pptx.Presentation()
    show.core_properties.author = show.core_properties.last_modified_by = NAME
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = WORDS
    slide.shapes.add_picture(io.BytesIO(png()), 0, 0)
    out = io.BytesIO()
    show.save(out)
    authors = f'<p:cmAuthorLst xmlns:p="x"><p:cmAuthor id="0" name="{NAME}" initials="ZQ"/></p:cmAuthorLst>'
    return packed_anew(out.getvalue(), {"ppt/commentAuthors.xml": authors.encode()})


def opened(kind: str) -> bytes:
    """An OpenDocument file as LibreOffice wrote it, in this person's name."""
    remark = (
        '<office:annotation><dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'{NAME}</dc:creator><dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">{DAY}T10:00:00</dc:date>'
        "<text:p>too high</text:p></office:annotation>"
    ).encode()

    def change(name: str, data: bytes) -> bytes:
        if name == "meta.xml":
            end = f'<meta:initial-creator>{NAME}</meta:initial-creator><meta:user-defined meta:name="Client">{NAME}</meta:user-defined></office:meta>'
            return data.replace(b"</office:meta>", end.encode())
        if name == "content.xml" and kind == "odt":
            at = data.index(b"<text:p", data.index(b"<office:text"))
            at = data.index(b">", at) + 1
            return data[:at] + remark + data[at:] if data[at - 2 : at - 1] != b"/" else data
        return data

    return packed_anew((FILES / f"office.{kind}").read_bytes(), {}, change)


def portable(info: bool = True) -> bytes:
    """A PDF with Info, XMP, a remark, private data and a picture with EXIF; then saved again with another Info."""
    drawn = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET q 100 0 0 20 72 600 cm /I Do Q" % WORDS.encode()
    image = jpeg()
    xmp = zlib.compress(f"<x:xmpmeta>{NAME}</x:xmpmeta>".encode())
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[8 0 R]/LastModified(D:20190714)"
        b"/Resources<</Font<</F1 5 0 R>>/XObject<</I 7 0 R>>>>/PieceInfo<</App<</Private(%s)>>>>>>" % NAME.encode(),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Metadata/Subtype/XML/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(xmp), xmp),
        b"<</Type/XObject/Subtype/Image/Width 320/Height 60/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
        b"/Length %d>>\nstream\n%s\nendstream" % (len(image), image),
        b"<</Type/Annot/Subtype/Text/Rect[300 300 320 320]/Contents(too high)/T<feff%s>/M(D:20190714)>>" % _HEX,
        b"<</Author(%s)/Creator<FEFF%s>/CreationDate(D:20190714100000Z)/Title(%s)>>" % (NAME.encode(), _HEX, NAME.encode()),
    ]  # fmt: skip
    if not info:
        objects = [one.replace(NAME.encode(), b"nobody") for one in objects]
    out, places = bytearray(b"%PDF-1.5\n% " + NAME.encode() + b"\n"), list[int]()
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    first = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % at for at in places
    )
    out += b"trailer\n<</Size %d/Root 1 0 R/Info 9 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, first)
    again = len(out)
    out += b"9 0 obj\n<</Producer(%s)>>\nendobj\n" % NAME.encode()
    second = len(out)
    out += b"xref\n9 1\n%010d 00000 n \ntrailer\n<</Size 10/Root 1 0 R/Info 9 0 R/Prev %d>>\n" % (again, first)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % second)


def page() -> bytes:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="author" content="{NAME}"><!-- {NAME} -->'
        f'<meta content="{NAME}" property="article:author"><xml><o:DocumentProperties><o:Author>{NAME}</o:Author>'
        f"</o:DocumentProperties></xml><title>Rent</title></head><body><p>{WORDS}</p></body></html>"
    ).encode()


def rich() -> bytes:
    return (
        rf"{{\rtf1\ansi{{\fonttbl{{\f0 Arial;}}}}{{\info{{\author {NAME}}}{{\operator {NAME}}}{{\creatim\yr2019}}"
        rf"{{\*\company {NAME}}}}}{{\*\generator {NAME};}}{{\*\userprops{{\propname Client}}\proptype30{{\staticval {NAME}}}}}"
        rf"{{\*\revtbl {{Unknown;}}{{{NAME};}}}}\f0 {WORDS}{{\*\atnid ZQ}}{{\*\atnauthor {NAME}}}\chatn"
        rf"{{\*\annotation too high}}\par}}"
    ).encode()


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "asa@example.org", "bo@example.org", "The rent"
    message["Date"] = "Mon, 02 Mar 2026 10:00:00 +0100"
    message["X-Sender-Name"], message["X-Mailer"], message["Message-ID"] = NAME, NAME, f"<1@{NAME.split()[0]}.example>"
    message["Received"] = f"from {NAME.split()[0]} by mail.example.org; Mon, 2 Mar 2026"
    message.set_content(WORDS)
    message.add_alternative(page().decode(), subtype="html")
    message.add_attachment(word(), maintype="application", subtype="octet-stream", filename="lease.docx")
    message.add_attachment(jpeg(), maintype="image", subtype="jpeg", filename="photo.jpg")
    return bytes(message)


NAMED: Final[dict[str, Callable[[], bytes]]] = {
    "rent.pdf": portable, "rent.docx": word, "rent.xlsx": workbook, "rent.pptx": slides, "rent.odt": lambda: opened("odt"),
    "rent.ods": lambda: opened("ods"), "rent.odp": lambda: opened("odp"), "rent.html": page, "rent.rtf": rich,
    "rent.eml": mail, "rent.jpg": jpeg, "rent.png": png, "rent.webp": webp, "rent.gif": gif, "rent.bmp": bmp,
    "rent.tif": tiff,
}  # fmt: skip
"""A file of each kind that can be written anew, by its name."""


def archive() -> bytes:
    """Some of them in a ZIP with a remark."""
    members = {name.replace(".", "_in."): NAMED[name]() for name in ("rent.pdf", "rent.docx")}
    return packed_anew(made.zipped(), members)


def old_word() -> bytes:
    """An old Word file with the name in its stream of properties, as far as that goes in so many bytes."""
    data = bytearray((FILES / "rich.doc").read_bytes())
    at = data.rfind(b"\0" * 64)
    data[at : at + len(NAME)] = NAME.encode()
    return bytes(data)
