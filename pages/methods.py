"""Page: every formula, rule, threshold and source, in words."""

import streamlit as st

from components.methods_text import METHODS, range_table, threshold_table
from components.page import note, open_page, section
from components.session import shown_cohort
from data.version import VERSION

open_page("How is it done?", shown_cohort())
st.write(
    "Every rule, formula and source behind the figures, written from the constants that the code "
    "uses. For research and teaching. Not a medical device; not for treatment decisions."
)
st.markdown(" · ".join(f"[{each.title}](#{each.anchor})" for each in METHODS))

for each in METHODS:
    with section(each.title, each.anchor):
        st.markdown(each.text)
        note(f"Source: {each.source}")

with section("Cut-offs", "cut-offs"):
    st.dataframe(threshold_table(), hide_index=True, key="thresholds")

with section("Values that a column may hold", "columns"):
    st.dataframe(range_table(), hide_index=True, key="ranges")

note(f"Jointscape {VERSION}")
