"""From raw cells to canonical values, each still knowing its cell."""
