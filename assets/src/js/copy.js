// "Kopier": puts the text of an element on the clipboard and says so in the button.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy)?.textContent ?? "";
  const status = document.getElementById(button.dataset.status);
  await navigator.clipboard.writeText(text.trim());
  if (status) status.textContent = button.dataset.done;
});
