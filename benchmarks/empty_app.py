"""A page with one filter and one line of text: what Streamlit alone costs."""

import streamlit as st

st.set_page_config(layout="wide")
with st.sidebar:
    chosen = st.pills("Joint type", ["hip", "knee"], selection_mode="multi", key="joint")
st.title("Empty")
st.write("chosen: " + ", ".join(chosen))
