// Saves what is typed as a draft, a moment after the last key and when the page is left. "Save as a draft" does the same without it.
for (const form of document.querySelectorAll('form[data-draft]')) {
  const said = document.createElement('p')
  said.className = 'hint'
  said.setAttribute('role', 'status')
  form.append(said)
  let timer
  let saving = new AbortController()

  const save = async (keepalive = false) => {
    clearTimeout(timer)
    timer = undefined
    saving.abort()
    saving = new AbortController()
    const { signal } = saving
    const fields = new URLSearchParams({ place: form.dataset.draft })
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields.append(name, value)
    try {
      const headers = { accept: 'application/json' }
      const answer = await fetch('/me/drafts', { method: 'POST', body: fields, headers, keepalive, signal })
      said.textContent = answer.ok ? 'Saved as a draft.' : 'Not saved. Please keep a copy of your words.'
    } catch {
      if (!signal.aborted) said.textContent = 'Not saved: no connection. Your words are still here.'
    }
  }
  form.addEventListener('input', ({ target }) => {
    if (target.type === 'file') return
    clearTimeout(timer)
    timer = setTimeout(save, 1500, false)
  })
  // A phone tells of no other moment before it closes a page.
  document.addEventListener('visibilitychange', () => {
    if (timer && document.visibilityState === 'hidden') save(true)
  })
  form.addEventListener('submit', () => {
    clearTimeout(timer)
    timer = undefined
    saving.abort()
  })
}
