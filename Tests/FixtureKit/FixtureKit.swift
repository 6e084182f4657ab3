internal import HabaFormat
