// What the pages do quicker with a script. Every page works without it.
import "htmx.org";
import "@digdir/designsystemet-web/ds-error-summary";
import "@digdir/designsystemet-web/invokers";
import "./counter.js";
import "./findings.js";
import "./left.js";
import "./copy.js";
