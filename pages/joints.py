"""Page: joints."""

from components.page import open_page
from components.session import selected_cohort

cohort = selected_cohort()
open_page("Joints", cohort)
