// The counter of a text field: characters as people count them, the words come from the page.
// <textarea data-counter="id"> and <p id data-limit data-left="%d …" data-over="%d …">.
const letters = (text) => Array.from(text).length;

function count(field) {
  const shown = document.getElementById(field.dataset.counter);
  if (!shown) return;
  const left = Number(shown.dataset.limit) - letters(field.value);
  const words = left < 0 ? shown.dataset.over : shown.dataset.left;
  shown.textContent = words.replace("%d", String(Math.abs(left)));
  shown.classList.toggle("over", left < 0);
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-counter]")) count(event.target);
});
document.querySelectorAll("[data-counter]").forEach(count);
