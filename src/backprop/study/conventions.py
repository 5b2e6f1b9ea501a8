"""What the study calls things, and the rules it decides by that are no settings.

Each of the numbers is in the table of settings too, so that the prose can cite it.
"""

#: The orders of samples, and what the report calls them.
ORDERS = {"fixed": "固定", "shuffled": "每個週期打亂"}
#: What the report calls what is on or off.
SWITCH = {"True": "開", "False": "關"}
#: Where the borders of XOR are measured: the gaps between its arms, each named for where it lies.
SIDES = {"left": "左", "right": "右", "bottom": "下", "top": "上"}
#: How far from the centre, where the arms cross, a border is measured; and how far the line reaches.
BORDER_DISTANCE = 0.2
#: An output farther than this from both labels is unsure.
UNSURE = 0.1
#: Outputs that span less than this over all held-out points are constant: no digit that the report shows
#: differs.  Accuracy alone misses a constant output where the classes are not of one size.
CONSTANT_SPAN = 1e-3
#: A hidden layer of which so many units are dead passes nothing on, or hardly anything.
MOST_DEAD = 0.5
#: Held-out hard accuracy that a replica had once and lost again.
DROP = 0.05
#: Checkpoints of which the median tells what a replica had: one alone may be a chance.
SMOOTHED = 5
#: Beyond this, Sigmoid's slope is below 0.018: 7 % of its largest.
SATURATED = 4.0
