# What is wrong in a form.
error-prefix = Error:
error-title = { $n ->
    [one] There is one thing to correct
   *[other] There are { $n } things to correct
}
error-reason-missing = Choose what the note is about.
error-seats-missing = Choose at least two who are to take part.
error-dates-missing = Enter both the first and the last day.
error-period-missing = Choose when the meeting is to be.
error-place-missing = Choose where the meeting is to be.
error-dates-order = The last day must come after the first.
