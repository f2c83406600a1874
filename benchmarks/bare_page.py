"""A bare Streamlit page with the widgets that `benchmarks.page` uses on ours: what Streamlit itself takes for each step."""

import streamlit as st

st.title("Bare page")
st.text("A page of widgets and nothing else.")
st.file_uploader("File", accept_multiple_files=True)
pressed = st.button("Press", key="press")
option = st.selectbox("Option", ["first", "second", "third"], key="option")
lang = st.segmented_control("Language", ["English", "中文"], default="English", key="lang")
st.text(f"pressed: {pressed}, option: {option}, language: {lang}")
