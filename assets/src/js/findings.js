// The guard's findings in the text. The copy under the field holds the marks; while one writes they
// are out of date and hidden, and the reply of the server brings new ones.
// <div class="marks"><div class="marks__copy"> + <textarea data-marks="id of the copy">.
const copyOf = (field) => document.getElementById(field.dataset.marks);

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-marks]")) return;
  const copy = copyOf(field);
  if (!copy) return;
  copy.textContent = `${field.value}\n`;
});

// A reply that is older than the text in the field must not mark the wrong words.
document.addEventListener("htmx:after:swap", () => {
  for (const field of document.querySelectorAll("[data-marks]")) {
    const copy = copyOf(field);
    if (!copy) continue;
    const marked = copy.querySelector("mark") !== null;
    const same = copy.textContent.replace(/\n$/, "") === field.value;
    copy.classList.toggle("stale", !same);
    if (marked) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
});

// "Vis i teksten": selects the word. Offsets count Unicode characters, the field UTF-16 units.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-select]");
  if (!button) return;
  const field = document.getElementById(button.dataset.select);
  if (!field) return;
  event.preventDefault();
  const units = (n) => Array.from(field.value).slice(0, n).join("").length;
  field.focus();
  field.setSelectionRange(units(Number(button.dataset.start)), units(Number(button.dataset.end)));
});

// Buttons that only a script can serve stand hidden in the page.
export function showScripted(root) {
  for (const element of root.querySelectorAll("[data-scripted]")) element.hidden = false;
}
showScripted(document);
document.addEventListener("htmx:after:swap", () => showScripted(document));
