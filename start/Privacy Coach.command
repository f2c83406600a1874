#!/bin/sh
# Opens Privacy Coach with a double-click (macOS; on Linux "Privacy Coach.desktop" calls it). What it does is in __main__.py beside it.
here=$(dirname -- "$0")
cd -- "$here/.." || exit 2

stay() { # the window stays until a key, so that what was said can be read
    printf '\n%s\n' "$1"
    [ -t 0 ] && read -r _
    exit 2
}

[ -f start/__main__.py ] || stay "Please unpack the whole archive first, then open this file again. · 请先把整个压缩包解压，再打开这个文件。"

python=
for each in python3.13 python3.12 python3.11 /Library/Frameworks/Python.framework/Versions/3.*/bin/python3 \
    /opt/homebrew/bin/python3 /usr/local/bin/python3 python3; do
    found=$(command -v "$each") || continue
    # macOS has a file of this name that only offers to install a tool for developers.
    [ "$found" = /usr/bin/python3 ] && [ "$(uname)" = Darwin ] && ! xcode-select -p >/dev/null 2>&1 && continue
    "$found" -c "" 2>/dev/null && python=$found && break
done
[ -n "$python" ] || stay "Privacy Coach needs Python 3.11 or newer, and there is none. Get it from https://www.python.org/downloads/ (Linux: sudo apt install python3 python3-venv), then open this file again.
隐私教练需要 Python 3.11 或更新的版本，这台电脑上没有。从 https://www.python.org/downloads/ 下载安装（Linux：sudo apt install python3 python3-venv），再打开这个文件。"

trap : INT # Ctrl+C is for the page, that ends in order
"$python" start "$@" && exit 0
stay "To close this window, press Enter. · 按回车键关闭这个窗口。"
