"""Page: is this my cohort? Upload, demo, template, what was recognised, every problem."""

import streamlit as st

from components import session
from components.page import note, open_page
from components.reference_panel import show_reference
from components.upload_result import show_columns, show_problems, show_questions, show_strip
from components.upload_words import FORMATS, INTENDED_USE, PRIVACY, WHAT_IT_DOES
from components.uploading import be_ready, take_in
from data.demos import DEMOS
from data.template import template_workbook

open_page(
    "Is this my cohort?" if session.draft() else "Upload your cohort", session.shown_cohort()
)
if session.draft() is None:
    st.write(WHAT_IT_DOES)

handed_in = st.file_uploader(
    "Your cohort's file or files",
    accept_multiple_files=True,
    key=f"upload_files_{session.upload_turn()}",
    help=FORMATS,
)
take_in(handed_in)
draft = session.draft()

with st.container(horizontal=True):
    for demo in DEMOS:
        st.button(
            f"Open the demo: {demo.title}",
            key=f"upload_demo_{demo.key}",
            on_click=session.ask_for_demo,
            args=(demo.key,),
            help=demo.line,
        )
    st.download_button(
        "Get the template",
        template_workbook,
        "jointscape-template.xlsx",
        on_click="ignore",
        icon=":material/download:",
    )
note(f"{PRIVACY} {INTENDED_USE}")

if draft is not None:
    show_strip(draft)
    show_questions(draft)
    show_columns(draft)
    show_reference(draft)
    show_problems(draft)

be_ready()
