"""来源: what is watched, and how it fares."""
