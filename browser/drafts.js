// Saves what is typed as a draft, a moment after the last key. "Save as a draft" does the same without it.
for (const form of document.querySelectorAll('form[data-draft]')) {
  const said = document.createElement('p')
  said.className = 'hint'
  said.setAttribute('role', 'status')
  form.append(said)
  let timer
  let sending = false

  const save = async () => {
    const fields = new URLSearchParams({ place: form.dataset.draft })
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields.append(name, value)
    try {
      const answer = await fetch('/me/drafts', {
        method: 'POST',
        body: fields,
        headers: { accept: 'application/json' },
      })
      if (sending) return
      said.textContent = answer.ok ? 'Saved as a draft.' : 'Not saved. Please keep a copy of your words.'
    } catch {
      said.textContent = 'Not saved: no connection. Your words are still here.'
    }
  }
  form.addEventListener('input', ({ target }) => {
    if (target.type === 'file') return
    clearTimeout(timer)
    timer = setTimeout(save, 1500)
  })
  form.addEventListener('submit', () => {
    sending = true
    clearTimeout(timer)
  })
}
