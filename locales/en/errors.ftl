# When a page cannot be shown, and logging in.
error-forbidden = You do not have access to this page
error-forbidden-what = The page is about something you are not part of, or the form was open for too long. Go back, reload the page and try again.
error-not-found = There is no such page
error-not-found-what = The link may be old, or the address wrong.
error-conflict = Someone got there before you
error-conflict-what = What you wanted to change has been changed by others. Open the page again to see how it stands.
error-too-much = That was too much at once
error-too-much-what = Wait a moment and try again.
error-failed = Something went wrong on our side
error-failed-what = Nothing has been saved or sent. Try again in a little while.
error-unavailable = Samband is taking a break
error-unavailable-what = We will be back soon. If it is urgent, call.
error-number = Error number { $number }
error-home = To “Today”
log-in = Log in
log-in-provider = Log in with { $provider }
log-in-provider-what = You log in as you usually do at work.
log-in-demo = This is a demo with made-up people. Choose who you want to be.
log-in-failed-title = Could not log in
log-in-failed = Try again. If it still fails, call the person who runs samband where you work.

log-in-none-title = Logging in is not set up here yet
log-in-none = This node only exchanges messages with the others. Ask whoever runs samband at your place.
