// The same question to ical.js, again and again in one process. What is timed is text to occurrences
// in the window; joining them to stretches is not.
//
// Usage: FILE FROM TO ROUNDS, with times as seconds since 1970.

import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';

const [file, from, to, rounds] = process.argv.slice(2);
const [first, last] = [Number(from), Number(to)];
const text = readFileSync(file, 'utf8');

/** Every occurrence that reaches into the window: start and end in seconds, and the component. */
function occurrences() {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const masters = new Map();
  const overrides = [];
  for (const component of calendar.getAllSubcomponents('vevent')) {
    // Without this, each event takes all overrides of the file for its own, which is slow and wrong.
    const event = new ICAL.Event(component, { exceptions: [] });
    if (event.isRecurrenceException()) overrides.push(event);
    else masters.set(event.uid, event);
  }
  for (const override of overrides) masters.get(override.uid).relateException(override);
  const found = [];
  const add = (start, end, component) => {
    const [begin, finish] = [start.toUnixTime(), end.toUnixTime()];
    if (begin < last && finish > first) found.push([begin, finish, component]);
    return begin;
  };
  for (const event of masters.values()) {
    if (!event.isRecurring()) {
      add(event.startDate, event.endDate, event.component);
      continue;
    }
    const each = event.iterator();
    for (let next = each.next(); next; next = each.next()) {
      if (next.toUnixTime() >= last) break;
      const { startDate, endDate, item } = event.getOccurrenceDetails(next);
      add(startDate, endDate, item.component);
    }
  }
  return found;
}

/** Sorted, disjoint, busy above tentative; in minutes, since the file has whole ones. */
function stretches(found) {
  const minutes = new Map();
  for (const [start, end, component] of found) {
    if (component.getFirstPropertyValue('transp') === 'TRANSPARENT') continue;
    const kind = component.getFirstPropertyValue('status') === 'TENTATIVE' ? 'tentative' : 'busy';
    const stop = Math.min(end, last) / 60;
    for (let minute = Math.max(start, first) / 60; minute < stop; minute += 1) {
      if (minutes.get(minute) !== 'busy') minutes.set(minute, kind);
    }
  }
  const out = [];
  for (const minute of [...minutes.keys()].sort((a, b) => a - b)) {
    const kind = minutes.get(minute);
    const before = out.at(-1);
    if (before && before[1] === minute && before[2] === kind) before[1] = minute + 1;
    else out.push([minute, minute + 1, kind]);
  }
  return out;
}

const millis = [];
let found;
occurrences();
for (let round = 0; round < Number(rounds); round += 1) {
  const began = performance.now();
  found = occurrences();
  millis.push(performance.now() - began);
}
console.log(JSON.stringify({ millis, stretches: stretches(found) }));
