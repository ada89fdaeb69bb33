// Lets a person look at the password that they type. The button is hidden without this script.

function watch(button) {
  const input = document.getElementById(button.dataset.mostrar);
  const word = button.querySelector("[data-palabra]");
  const status = button.parentElement.querySelector("[data-estado]");
  const set = (visible) => {
    input.type = visible ? "text" : "password";
    word.textContent = visible ? button.dataset.ocultarTexto : button.dataset.mostrarTexto;
  };
  button.addEventListener("click", () => {
    const visible = input.type === "password";
    set(visible);
    status.textContent = visible ? button.dataset.visible : button.dataset.oculta;
  });
  // A browser may keep what was typed in a visible field for later.
  input.form?.addEventListener("submit", () => set(false));
  button.hidden = false;
}

document.querySelectorAll("button[data-mostrar]").forEach(watch);
