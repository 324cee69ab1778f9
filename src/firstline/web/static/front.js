// Ctrl+Enter (or Cmd+Enter) in the form creates the ticket. The page works without this file.
document.documentElement.classList.add("with-keys")
document.querySelector(".composer form")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  event.currentTarget.requestSubmit(event.currentTarget.querySelector("[data-main]"))
})
