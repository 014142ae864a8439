"""Page: upload."""

import streamlit as st

st.title("Upload", anchor=False)
st.file_uploader("Drop your files here", accept_multiple_files=True)
