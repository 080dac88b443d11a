// Shows the reading grade while a question is written. Without it the grade is shown on saving.
const shown = document.getElementById('reading')
const fields = [...document.querySelectorAll('#ask_en, #hint_en')]
let waiting
const ask = async () => {
  const words = fields.map(({ value }) => value).join('\n')
  const answer = await fetch(`${shown.dataset.from}?words=${encodeURIComponent(words.slice(0, 3000))}`)
  if (answer.ok) shown.textContent = await answer.text()
}
for (const field of fields)
  field.addEventListener('input', () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => ask().catch(() => {}), 500)
  })
