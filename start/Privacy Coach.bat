@echo off
rem Opens Privacy Coach with a double-click (Windows). What it does is in __main__.py beside it.
chcp 65001 >nul
title Privacy Coach
if not exist "%~dp0__main__.py" (
    echo Please unpack the whole archive first, then open this file again.
    echo 请先把整个压缩包解压，再打开这个文件。
    pause >nul
    exit /b 2
)
cd /d "%~dp0.."
py -3 -c "" >nul 2>&1
if not errorlevel 1 (
    py -3 start %*
    goto ended
)
python -c "" >nul 2>&1
if not errorlevel 1 (
    python start %*
    goto ended
)
echo Privacy Coach needs Python 3.11 or newer, and there is none. Get it from https://www.python.org/downloads/ , then open this file again.
echo 隐私教练需要 Python 3.11 或更新的版本，这台电脑上没有。从 https://www.python.org/downloads/ 下载安装，再打开这个文件。
pause >nul
exit /b 2

:ended
if not errorlevel 1 exit /b 0
echo.
echo To close this window, press any key. 按任意键关闭这个窗口。
pause >nul
exit /b 2
