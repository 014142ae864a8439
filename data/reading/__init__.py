"""From the bytes that were handed in to raw sheets, safely."""
