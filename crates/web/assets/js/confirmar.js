// Sends a form with data-una-vez once, however often its button is pressed. The server would take only one
// anyway; this spares the person a page about it.

// After this long nothing came: let the person try again.
const PATIENCE = 15_000;

function release(form) {
  delete form.dataset.enviada;
  for (const button of form.querySelectorAll('[aria-disabled="true"]')) button.removeAttribute("aria-disabled");
}

function watch(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.enviada) {
      event.preventDefault();
      return;
    }
    form.dataset.enviada = "si";
    // Not «disabled»: a disabled button is not sent, and its name says what to do.
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(() => release(form), PATIENCE);
  });
  // Back from the next page, as the browser kept it.
  addEventListener("pageshow", () => release(form));
}

document.querySelectorAll("form[data-una-vez]").forEach(watch);
