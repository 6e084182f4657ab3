internal import HabaTensor
