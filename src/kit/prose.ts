/** Plain writing with light formatting, made into safe HTML once, when it is written. */
import MarkdownIt from 'markdown-it'
import sanitize from 'sanitize-html'

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false }).disable([
  'image',
  'heading',
  'lheading',
  'table',
  'code',
  'fence',
  'html_block',
  'html_inline',
  'hr',
])
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false })
// A chain of ten thousand nested quotes is not writing.
markdown.set({ maxNesting: 12 })

const safe: sanitize.IOptions = {
  allowedTags: ['p', 'br', 'strong', 'em', 'ul', 'ol', 'li', 'blockquote', 'a', 'details', 'summary', 'code'],
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  transformTags: {
    a: (tagName, attribs) => ({ tagName, attribs: { href: attribs.href ?? '', rel: 'nofollow ugc noopener' } }),
  },
}

/**
 * @param text what a person typed: paragraphs, lists, *emphasis*, links, quotes with ">"
 * @returns HTML that is safe to store and show as it is
 */
export const prose = (text: string): string => sanitize(markdown.render(text), safe).trim()

/** The same words without any formatting, for plain-text mail and search results. */
export const plain = (html: string): string =>
  sanitize(html.replace(/<(br|\/p|\/li|\/blockquote)>/g, '$&\n'), { allowedTags: [], allowedAttributes: {} })
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .trim()
