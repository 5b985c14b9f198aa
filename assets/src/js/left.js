// How long a hold still lasts. The page says how many seconds were left when it was made; the
// clock of the reader's machine is not asked what time it is, only how much has passed.
const arrived = new WeakMap();

function say(seconds) {
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

function tick() {
  for (const element of document.querySelectorAll("[data-seconds]")) {
    if (!arrived.has(element)) arrived.set(element, performance.now());
    const given = Number(element.dataset.seconds);
    const passed = (performance.now() - arrived.get(element)) / 1000;
    const seconds = Math.max(0, Math.ceil(given - passed));
    element.textContent = say(seconds);
    // Only a time that ran out before one's eyes asks the server anew.
    if (seconds === 0 && given > 0) {
      delete element.dataset.seconds;
      location.reload();
    }
  }
}

setInterval(tick, 1000);
