"""What was read: the strip, questions, the table of columns with its select boxes, problems."""

from functools import partial
from typing import Final

import streamlit as st

from components import session
from components.page import main_button, note
from components.session import Draft
from components.upload_words import (
    MEND_A_COLUMN,
    USE_A_SHEET,
    WORDS_OF_ROLE,
    confidence,
    problem_table,
    strip,
)
from components.uploading import SHORT_NAME, answer, correct, correct_role, rename
from components.words import plain
from data.errors import CohortError
from data.exporting import as_csv, as_workbook, written_tables
from data.importing import ShownColumn
from data.problem import SEVERITIES, Problem
from data.recognising.mapping import IGNORE, KEEP, ROLES, SheetMapping, targets_for

COLUMNS_A_PAGE: Final = 25
OVERVIEW: Final = "../pages/overview.py"
SHEET_OF_CSV: Final = "the file"


def show_strip(draft: Draft) -> None:
    """Say what was read, or that the file cannot be used, and lead on."""
    imported = draft.imported
    if imported.status == "rejected":
        for problem in imported.problems:
            if problem.severity == "rejected":
                st.error(plain(f"{problem.message} {problem.action}"), icon=":material/block:")
        return
    with st.container(border=True, key="upload-strip"):
        st.markdown(f"**{strip(imported)}**")
        if imported.status == "needs_answers":
            st.write("Until the questions below are answered, their columns stay empty.")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if st.button("Explore", type=main_button(), icon=":material/arrow_forward:"):
                st.switch_page(OVERVIEW)
            st.download_button(
                "Cleaned workbook",
                partial(as_workbook, written_tables(session.whole_cohort())),
                "cleaned-cohort.xlsx",
                on_click="ignore",
                icon=":material/download:",
                help="What was read, as our template: canonical names, no dates.",
            )
            st.text_input(
                "Short name, for files you download",
                value=session.whole_cohort().name,
                key=SHORT_NAME,
                on_change=rename,
                max_chars=40,
                width=280,
            )


def show_questions(draft: Draft) -> None:
    """Ask what the file leaves open, one question a column; answered ones can be changed."""
    asked = [each for each in draft.imported.problems if each.severity == "question"]
    if not asked and not draft.answers:
        return
    st.subheader("Questions", anchor="questions")
    for problem in asked:
        _ask(problem)
    for question, choice in draft.answers.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            where = question.partition("@")[2].replace("!", " · ").strip(" ·")
            st.markdown(f"{plain(where)}: **{plain(choice)}**")
            st.button(
                "Change the answer",
                key=f"upload_answered_{question}",
                on_click=answer,
                args=(question, None),
                type="tertiary",
            )


def _ask(problem: Problem) -> None:
    where = " · ".join(each for each in (problem.sheet, problem.column) if each)
    with st.container(border=True):
        st.markdown(f"**{plain(where)}** {plain(problem.message)}")
        note(plain(problem.action))
        with st.container(horizontal=True):
            for choice in problem.choices:
                st.button(
                    plain(choice),
                    key=f"upload_answer_{problem.question_key}_{choice}",
                    on_click=answer,
                    args=(problem.question_key, choice),
                )


def show_columns(draft: Draft) -> None:
    """Show what each column was taken for, a select box a column to correct it."""
    imported = draft.imported
    if imported.mapping is None or not imported.columns:
        return
    st.subheader("What was recognised", anchor="columns")
    # A sheet of the cohort comes first, not a page of explanations.
    sheets = sorted(imported.mapping.sheets, key=lambda sheet: sheet.role == "ignored")
    names = [plain(sheet.name or SHEET_OF_CSV) for sheet in sheets]
    # Only the open tab is drawn: a wide sheet has hundreds of columns.
    tabs = st.tabs(names, key="upload_tabs", on_change="rerun")
    for sheet, tab in zip(sheets, tabs, strict=True):
        if tab.open:
            with tab:
                _show_sheet(sheet, [each for each in imported.columns if each.sheet == sheet.name])


def _show_sheet(sheet: SheetMapping, columns: list[ShownColumn]) -> None:
    key = f"upload_role_{sheet.name}"
    st.selectbox(
        "This sheet holds",
        (sheet.role, *(role for role in ROLES if role != sheet.role)),
        index=0,
        # A choice among its columns may change what the sheet holds, so the key names it too.
        key=f"{key}_{sheet.role}",
        format_func=WORDS_OF_ROLE.__getitem__,
        on_change=_other_role,
        args=(sheet.name, f"{key}_{sheet.role}"),
        width=400,
    )
    is_used = sheet.role != "ignored"
    note(MEND_A_COLUMN if is_used else USE_A_SHEET)
    n_pages = -(-len(columns) // COLUMNS_A_PAGE)
    page = 1
    if n_pages > 1:
        page = st.pagination(n_pages, key=f"upload_page_{sheet.name}")
    times = tuple(dict.fromkeys(each.target.time for each in sheet.columns if each.target.time))
    offered = targets_for(sheet.role, times)
    for column in columns[(page - 1) * COLUMNS_A_PAGE : page * COLUMNS_A_PAGE]:
        _show_column(column, offered, is_used=is_used)


def _show_column(column: ShownColumn, offered: tuple[str, ...], *, is_used: bool) -> None:
    # A column kept under the user's own name is offered beside ours.
    own = (KEEP + column.heading.strip(),) if column.heading.strip() else ()
    options = tuple(dict.fromkeys((column.target, *offered, *own)))
    theirs, ours = st.columns([3, 2], vertical_alignment="center", gap="small")
    with theirs:
        unit = f" ({column.unit})" if column.unit else ""
        how_sure = confidence(column) if is_used else "not used"
        known = f"{', '.join(column.samples) or 'empty'} · {how_sure}"
        heading = plain(column.heading.strip() or "no heading")
        st.markdown(f"**{heading}**{plain(unit)}  \n:small[:gray[{plain(known)}]]")
    with ours:
        # What the sheet holds decides what is offered: another kind of sheet gets fresh boxes.
        key = f"upload_column_{column.sheet}_{column.index}_{column.target}"
        st.selectbox(
            f"{column.heading} means",
            options,
            index=0,
            key=key,
            format_func=_meaning,
            label_visibility="collapsed",
            on_change=_corrected,
            args=(column.sheet, column.index, key),
        )


def _corrected(sheet: str | None, index: int, key: str) -> None:
    try:
        correct(sheet, index, session.widget_value(key))
    except CohortError as error:
        st.toast(plain(error))


def _other_role(sheet: str | None, key: str) -> None:
    correct_role(sheet, session.widget_value(key))


def _meaning(target: str) -> str:
    if target == IGNORE:
        return "not used"
    return target.replace(KEEP, "kept as it is: ").replace("_", " ")


def show_problems(draft: Draft) -> None:
    """List every problem with its cell, by severity; the list can be filtered and downloaded."""
    problems = draft.imported.problems
    if not problems:
        return
    st.subheader("Problems", anchor="problems")
    there = [name for name in SEVERITIES if any(each.severity == name for each in problems)]
    picked = there
    if len(there) > 1:
        picked = st.pills(
            "Show", there, selection_mode="multi", key="upload_severities", default=there
        )
    shown = problem_table(tuple(each for each in problems if each.severity in picked))
    st.dataframe(
        shown,
        hide_index=True,
        key="upload_problems",
        column_config={
            "Problem": st.column_config.TextColumn(width="large"),
            "What to do": st.column_config.TextColumn(width="large"),
            "Cells": st.column_config.TextColumn(width="small"),
        },
    )
    st.download_button(
        "Problems (CSV)",
        partial(as_csv, problem_table(problems)),
        "problems.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
