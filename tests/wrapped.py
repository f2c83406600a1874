"""What programs make of the lines of a report, by name. Each of `WRAPPINGS` gives a text that holds the same records; each of `AROUND` is
put around a text, whatever it is; each of `ENCODINGS` makes bytes of it."""

import codecs
import json
from collections.abc import Callable, Sequence

Wrapping = Callable[[Sequence[str]], str]


def indented(lines: Sequence[str]) -> str:
    return json.dumps([json.loads(each) for each in lines], indent=2, ensure_ascii=False)


WRAPPINGS: dict[str, Wrapping] = {
    "a list": lambda lines: f"[{','.join(lines)}]",
    "a list, indented": indented,
    "a list, indented with tabs": lambda lines: json.dumps([json.loads(each) for each in lines], indent="\t"),
    "a list, one a line": lambda lines: "[\n" + ",\n".join(lines) + "\n]\n",
    "a list, with the commas in front": lambda lines: "[ " + "\n, ".join(lines) + "\n]\n",
    "a list of lists": lambda lines: "[" + ",".join(f"[{each}]" for each in lines) + "]",
    "a list under a name": lambda lines: f'{{"data":[{",".join(lines)}]}}',
    "a list under a name, one a line": lambda lines: '{\n "exported": true,\n "data": [\n' + ",\n".join(lines) + "\n ]\n}\n",
    "two lists under names": lambda lines: f'{{"access":[{",".join(lines[:2])}],"network":[{",".join(lines[2:])}]}}',
    "lists in lists under names": lambda lines: f'{{"a":{{"b":[{{"c":[{",".join(lines)}]}}]}}}}',
    "without line breaks": "".join,
    "with blanks between": " ".join,
    "with blanks and tabs between": "  \t ".join,
    "two on a line": lambda lines: "\n".join("".join(lines[place : place + 2]) for place in range(0, len(lines), 2)),
    "each over several lines": lambda lines: "\n".join(json.dumps(json.loads(each), indent=4, ensure_ascii=False) for each in lines),
    "each over several lines, without line breaks between": lambda lines: "".join(json.dumps(json.loads(each), indent=1) for each in lines),
    "a comma behind each": lambda lines: "".join(f"{each},\n" for each in lines),
    "a blank and a comma behind each": lambda lines: "".join(f"{each} ,\n" for each in lines),
    "quoted by a mail": lambda lines: "".join(f"> {each}\n" for each in lines),
    "quoted twice": lambda lines: "".join(f">> {each}\n" for each in lines),
    "quoted and indented": lambda lines: "".join(f"> {each}\n" for each in indented(lines).split("\n")),
    "numbered": lambda lines: "".join(f"{number}: {each}\n" for number, each in enumerate(lines, 1)),
    "numbered by cat": lambda lines: "".join(f"{number:6}\t{each}\n" for number, each in enumerate(lines, 1)),
    "numbered with blanks": lambda lines: "".join(f"{number} {each}\n" for number, each in enumerate(lines, 1)),
    "numbered and indented": lambda lines: "".join(f"{number:4}| {each}\n" for number, each in enumerate(indented(lines).split("\n"), 1)),
    "a JSON text sequence": lambda lines: "".join(f"\x1e{each}\n" for each in lines),
    "a JSON text sequence without line breaks": lambda lines: "".join(f"\x1e{each}" for each in lines),
    "set in": lambda lines: "".join(f"    {each}\n" for each in lines),
    "plain": lambda lines: "".join(f"{each}\n" for each in lines),
}


def quoted(text: str) -> str:
    return "".join(f"> {each}\n" for each in text.split("\n"))


def numbered(text: str) -> str:
    return "".join(f"{number:6}\t{each}\n" for number, each in enumerate(text.split("\n"), 1))


AROUND: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "quoted": quoted,
    "quoted twice": lambda text: quoted(quoted(text)),
    "numbered": numbered,
    "quoted and numbered": lambda text: numbered(quoted(text)),
    "with Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "set in": lambda text: "    " + text.replace("\n", "\n    "),
    "empty lines between": lambda text: text.replace("\n", "\n\n \n"),
}
ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-8 with mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "UTF-16 LE with mark": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16 BE with mark": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
}
