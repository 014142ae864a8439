"""All colours, sizes and margins of the figures, and the dress that every figure wears."""

import html
import math
from typing import Final

import plotly.graph_objects as go

# Tokens of the light theme; .streamlit/config.toml repeats the four it needs.
INK: Final = "#1B2A36"
MUTED: Final = "#5B6B78"
RULE: Final = "#D8DEE4"
PANEL: Final = "#F5F7F9"
DARK_INK: Final = "#E4EAEF"
DARK_MUTED: Final = "#A2B0BC"
DARK_RULE: Final = "#35434F"
DARK_PANEL: Final = "#1B2731"
# Figures stay on white paper in both themes, so that screen and file look alike.
PAPER: Final = "#FFFFFF"
BLACK: Final = "#000000"  # numbers on a middle tone, where neither ink nor paper can be read

IMPROVED: Final = "#0072B2"
UNCHANGED: Final = "#808C96"
WORSENED: Final = "#D55E00"
WORSENED_TEXT: Final = "#B84E00"
OUTCOME_COLOURS: Final = (IMPROVED, UNCHANGED, WORSENED, PAPER)
OUTCOME_TEXT: Final = (PAPER, BLACK, BLACK, INK)
QUARTILE_BAND: Final = "rgba(91, 107, 120, 0.18)"

LARSEN: Final = ("#F3F4F6", "#D9DCEB", "#B0B4D8", "#6E6FB2", "#5B4E9F", "#3A1F6F")
LARSEN_TEXT: Final = (INK, INK, INK, PAPER, PAPER, PAPER)
# Change around 0: improved blues, then white, then worsened oranges, one step a grade.
CHANGE: Final = ("#0072B2", "#5DA5CF", "#B5D5EA", "#F7F7F7", "#F6CBAA", "#E8935A", "#D55E00")
CHANGE_TEXT: Final = (PAPER, *[INK] * 5, BLACK)
NOT_FILMED: Final = "#C9CFD5"
OPERATED_FILL: Final = INK
# Okabe-Ito without its yellow.
SERIES: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
SERIES_SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "cross", "x")
SERIES_DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
ACTIVE_JOINTS: Final = "#009E73"
ACTIVE_JOINTS_TEXT: Final = "#00755A"
CRP: Final = "#D55E00"
CRP_TEXT: Final = WORSENED_TEXT
ACCENT: Final = "#0072B2"
# Time by shape and shade: first visit hollow, visits between pale, second visit filled.
MOMENT_FILLS: Final = (PAPER, "#9CC6E1", ACCENT)
MOMENT_SYMBOLS: Final = ("circle", "diamond", "circle")
MOMENT_SIZES: Final = (10, 8, 10)
MOMENT_SIZES_MANY: Final = (6, 5, 6)
PATIENT_LINE: Final = "rgba(91, 107, 120, 0.45)"
LINE_BAND: Final = "rgba(91, 107, 120, 0.15)"
TREATMENT_BAND: Final = "rgba(0, 114, 178, 0.08)"
TREATMENT_BAR: Final = "rgba(0, 114, 178, 0.22)"
# How much of what was expected was recorded: nothing, under half, half, 80 %, all.
COMPLETENESS: Final = ("#EEF1F4", "#C6DAE2", "#8DB6C6", "#3A7A94", "#1E5A75")
COMPLETENESS_TEXT: Final = (INK, INK, INK, PAPER, PAPER)
# Bands of several drugs differ by pattern as well as colour.
BAND_PATTERNS: Final = ("", "/", "\\", "x", "-", ".")

FONT: Final = '"Source Sans", "Source Sans 3", "Source Sans Pro", Arial, sans-serif'
TEXT_SIZE: Final = 14
AXIS_SIZE: Final = 13
FOOT_SIZE: Final = 10
FOOT_PIXELS: Final = 16
ROW_HEIGHT: Final = 24
# A slide of 16:9 when the camera is pressed; scale 2 gives 2560 x 1440 pixels as PNG.
IMAGE_WIDTH: Final = 1280
IMAGE_HEIGHT: Final = 720
IMAGE_SCALE: Final = 2
OWN_WIDTH: Final = "own_width"  # kept in a figure's meta


def safe(text: object) -> str:
    """Escape a label that comes from a file: Plotly renders HTML and dollar signs."""
    return html.escape(str(text), quote=False).replace("$", "&#36;")


def axis(title: str = "", **options: object) -> dict[str, object]:
    """Describe an axis in the house dress; options are Plotly's own."""
    return {
        "title": {"text": title, "font": {"size": TEXT_SIZE, "color": INK}},
        "tickfont": {"size": AXIS_SIZE, "color": MUTED},
        "linecolor": RULE,
        "gridcolor": RULE,
        "zerolinecolor": RULE,
        "showline": True,
        "ticks": "outside",
        "tickcolor": RULE,
        "automargin": True,
        **options,
    }


def _house_template() -> go.layout.Template:
    """Make the dress that all figures share: what a figure sets itself stands above it."""
    dressed = {name: value for name, value in axis().items() if name != "title"}
    return go.layout.Template(
        layout={
            "paper_bgcolor": PAPER,
            "plot_bgcolor": PAPER,
            "font": {"family": FONT, "size": TEXT_SIZE, "color": INK},
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "hoverlabel": {
                "bgcolor": PAPER,
                "bordercolor": RULE,
                "font": {"family": FONT, "color": INK, "size": 13},
                "align": "left",
            },
            "modebar": {
                "bgcolor": "rgba(255,255,255,0)",
                "color": MUTED,
                "activecolor": INK,
            },
            "dragmode": False,
            "xaxis": dressed,
            "yaxis": dressed,
        }
    )


# Made once: to write the same into every axis of every figure took most of the time of a click.
HOUSE: Final = _house_template()


def styled(
    figure: go.Figure, x: str = "", y: str = "", height: int = 440, *, legend: bool = False
) -> go.Figure:
    """Dress a figure: white paper, the house font, quiet axes, room for labels.

    Parameters
    ----------
    figure : Figure
        Changed in place and returned.
    x, y : str
        Axis titles with their units; left alone where empty.
    height : int, in pixels
    legend : bool
        Show a legend above the plot; up to four series are better labelled directly.
    """
    figure.update_layout(
        template=HOUSE,
        margin={"l": 64, "r": 24, "t": 40, "b": 56},
        height=height,
        showlegend=legend,
    )
    if x:
        figure.update_xaxes(title=axis(x)["title"])
    if y:
        figure.update_yaxes(title=axis(y)["title"])
    return figure


def footed(figure: go.Figure, text: str) -> go.Figure:
    """Write a small line into the right lower corner, beneath all else; files carry it too.

    Parameters
    ----------
    figure : Figure
        Dressed by `styled`; changed in place and returned.
    text : str
    """
    return figure.update_layout(
        title={
            "text": text,
            "font": {"size": FOOT_SIZE, "color": MUTED},
            "x": 1,
            "xref": "container",
            "xanchor": "right",
            "y": 0,
            "yref": "container",
            "yanchor": "bottom",
            "pad": {"r": 8, "b": 4},
        },
        margin_b=(figure.layout.margin.b or 0) + FOOT_PIXELS,
        height=figure.layout.height + FOOT_PIXELS,
    )


def last_in_legend(text: str) -> str:
    """Leave room after the last words of a legend: an image draws them in a wider font."""
    return f"{text}\u2003"


def keeps_shape(figure: go.Figure, width: int) -> go.Figure:
    """Let the image of a figure keep its own shape, where a slide would stretch its cells.

    Parameters
    ----------
    figure : Figure
        Changed in place and returned.
    width : int, in pixels
        At which the figure looks as it should; its height is its layout's.
    """
    return figure.update_layout(meta={OWN_WIDTH: width})


def image_size(figure: go.Figure) -> dict[str, int]:
    """Give the width and height in pixels, and the scale, of the image that the camera saves."""
    height = int(figure.layout.height or 0)
    own = (figure.layout.meta or {}).get(OWN_WIDTH)
    if own is None:
        height = max(IMAGE_HEIGHT, height)
        return {"width": IMAGE_WIDTH, "height": height, "scale": IMAGE_SCALE}
    fine = math.ceil(IMAGE_SCALE * IMAGE_WIDTH / max(own, height))
    return {"width": own, "height": height, "scale": max(IMAGE_SCALE, fine)}
