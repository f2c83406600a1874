"""A bare Streamlit page with the widgets that `benchmarks.page` uses on ours: what Streamlit itself takes for each step.

A number after `--` is how many more texts it draws anew in every run, before the last one.
"""

import sys

import streamlit as st

st.title("Bare page")
st.text("A page of widgets and nothing else.")
st.file_uploader("File", accept_multiple_files=True)
pressed = st.button("Press", key="press")
option = st.selectbox("Option", ["first", "second", "third"], key="option")
lang = st.segmented_control("Language", ["English", "中文"], default="English", key="lang")
for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 0):
    st.markdown(f"**{number}** pressed: {pressed}, option: {option}, language: {lang}")
st.text(f"pressed: {pressed}, option: {option}, language: {lang}")
