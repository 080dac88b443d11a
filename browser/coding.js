// Words of a transcript are marked by mouse, finger or keyboard, and their places filled in. Without it, paragraphs are named by number.
const said = document.getElementById('said')
const form = document.getElementById('coding')
/** Code points, not UTF-16 units: 😀 is one. */
const lengthOf = (text) => [...text].length

/** The pieces of text that were said, in order; labels of codes were not. */
function* textsIn(part) {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest('[data-label]')) yield walker.currentNode
}

/** Where a selection lies in the whole transcript, and its words; null when it holds none of them. */
function placeOf(range) {
  let from = null
  let to = null
  const words = []
  for (const paragraph of said.querySelectorAll('[data-from]')) {
    if (!range.intersectsNode(paragraph)) continue
    let at = Number(paragraph.dataset.from)
    const here = []
    for (const text of textsIn(paragraph)) {
      const start = text === range.startContainer ? range.startOffset : 0
      const end = text === range.endContainer ? range.endOffset : text.length
      if (range.intersectsNode(text) && start < end) {
        from ??= at + lengthOf(text.data.slice(0, start))
        to = at + lengthOf(text.data.slice(0, end))
        here.push(text.data.slice(start, end))
      }
      at += lengthOf(text.data)
    }
    if (here.length > 0) words.push(here.join(''))
  }
  const chosen = words.join(' ').trim()
  return chosen ? { from, to, words: chosen } : null
}

/** A button of ours is there or not: the style sheet gives buttons a shape of their own, which "hidden" does not undo. */
const show = (button, shown) => {
  button.hidden = !shown
  button.style.display = shown ? '' : 'none'
}

if (said && form) {
  const status = document.getElementById('chosen')
  const byNumber = form.querySelectorAll('[data-by-number]')
  const heading = form.querySelector('h2')
  const other = document.createElement('button')
  Object.assign(other, { type: 'button', className: 'quiet', textContent: 'Choose by number' })
  show(other, false)
  form.append(other)

  const choose = (place) => {
    form.elements.from.value = place ? place.from : ''
    form.elements.to.value = place ? place.to : ''
    const shown = place && (lengthOf(place.words) > 90 ? `${[...place.words].slice(0, 90).join('')}…` : place.words)
    status.textContent = place ? `Chosen: “${shown}”` : ''
    for (const field of byNumber) field.hidden = Boolean(place)
    heading.hidden = Boolean(place)
    show(other, Boolean(place))
    // While words are chosen, the form stays in sight.
    Object.assign(
      form.style,
      place
        ? {
            position: 'sticky',
            bottom: '0',
            maxHeight: '70vh',
            overflow: 'auto',
            background: 'var(--paper)',
            borderTop: '3px solid var(--act)',
          }
        : { position: '', bottom: '', maxHeight: '', overflow: '', background: '', borderTop: '' },
    )
  }
  other.addEventListener('click', () => {
    getSelection().removeAllRanges()
    choose(null)
    form.elements.first.focus()
  })
  document.addEventListener('selectionchange', () => {
    const selection = getSelection()
    if (!selection.rangeCount || !said.contains(selection.anchorNode)) return
    choose(selection.isCollapsed ? null : placeOf(selection.getRangeAt(0)))
  })

  // With a keyboard at hand the words can be walked through as in a text field, but nothing in them can be changed.
  if (matchMedia('(any-pointer: fine)').matches) {
    const text = said.innerHTML
    const attributes = {
      contenteditable: 'true',
      inputmode: 'none',
      spellcheck: 'false',
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-readonly': 'true',
      'aria-label': `${said.dataset.about}. Move with the arrow keys. Choose words with shift and the arrow keys, then press enter.`,
    }
    for (const [name, value] of Object.entries(attributes)) said.setAttribute(name, value)
    const lock = () => {
      for (const label of said.querySelectorAll('[data-label]')) label.setAttribute('contenteditable', 'false')
    }
    lock()
    for (const event of ['beforeinput', 'cut', 'paste', 'drop', 'dragstart'])
      said.addEventListener(event, (happens) => happens.preventDefault())
    // Some keyboards write all the same: then the words come back as they were.
    said.addEventListener('input', () => {
      said.innerHTML = text
      lock()
    })
    said.addEventListener('keydown', (press) => {
      if (press.key !== 'Enter') return
      press.preventDefault()
      if (form.elements.from.value) form.elements.code.focus()
    })
  }
}

// Before a transcript is stored: a name that is marked in it goes on the list by a press.
const names = document.getElementById('names')
if (names) {
  const add = document.createElement('button')
  Object.assign(add, { type: 'button', className: 'quiet', textContent: 'Add to the names' })
  show(add, false)
  names.after(add)
  let marked = ''
  const field = document.getElementById('words')
  const preview = document.getElementById('preview')
  const look = () => {
    const selection = getSelection()
    const inField = field?.type === 'textarea' && document.activeElement === field
    const words = inField
      ? field.value.slice(field.selectionStart, field.selectionEnd)
      : preview?.contains(selection.anchorNode)
        ? String(selection)
        : null
    if (words === null) return
    marked = words.trim()
    show(add, marked && marked.length <= 60 && !marked.includes('\n'))
    add.textContent = `Add “${marked}” to the names`
  }
  document.addEventListener('selectionchange', look)
  field?.addEventListener('select', look)
  add.addEventListener('click', () => {
    const start = names.value && !names.value.endsWith('\n') ? `${names.value}\n` : names.value
    names.value = `${start}${marked} = [name]`
    names.focus()
    names.setSelectionRange(names.value.length - 5, names.value.length - 1)
    show(add, false)
  })
}
