/** The mail about a reply: the post's words, who is speaking, what it rests on, and the way to it. */
import { pageOf } from '../../areas/conversations/rules.ts'
import { standingWords } from '../../areas/conversations/standing.ts'
import type { ToldPost } from '../../areas/conversations/told.ts'
import { awayPath } from '../../areas/members/away-link.ts'
import type { Community } from '../../kit/community.ts'
import { timeWords } from '../../kit/day.ts'
import { html, raw } from '../../kit/html.ts'
import type { Message } from '../../kit/outbox.ts'
import type { MemberId } from '../../kit/who.ts'
import { postMessageId } from './envelope.ts'
import { mailHtml, replyLead } from './mail-html.ts'
import { stopAddress } from './stop.ts'

const subject = 'A new reply to your post'

/** The mail that tells one member of a reply. Mail programs thread it with the others of its conversation. */
export async function replyMail(
  community: Community,
  post: ToldPost,
  to: { member: MemberId; address: string },
): Promise<Message> {
  const conversation = `${community.url}/conversations/${post.conversation}`
  const here = `${conversation}?page=${pageOf(post.number)}#post-${post.number}`
  const stop = stopAddress(community, to.member, 'reply')
  const away = `${community.url}${awayPath(community, to.member)}`
  const { who, restsOn, more } = standingWords(post)
  const numbered = `Post ${post.number}${post.reply_to_number ? `, in reply to ${post.reply_to_number}` : ''}`
  const by = post.author_standing ? `${post.name}, ${post.author_standing}` : post.name
  const standing = `Who is speaking: ${who}. What it rests on: ${[restsOn, ...more].join('. ')}.`
  const why = `You get this mail because you wrote in this conversation at ${community.name}.`
  const after = post.reply_to ?? post.first
  return {
    to: to.address,
    member: to.member,
    kind: 'reply',
    subject,
    headers: {
      'Message-ID': postMessageId(community, post.id),
      'In-Reply-To': postMessageId(community, after),
      References: [...new Set([post.first, after])].map((id) => postMessageId(community, id)).join(' '),
    },
    plain: `${replyLead}

----

“${post.title}”
${numbered}

${by}, ${timeWords(post.written_at)}
${standing}

${post.words}

----

See it on the page, and answer there if you like:
${here}

${why}
Hear no more of this conversation, or choose what else you get: ${conversation}
Stop all mail about replies: ${stop}
Pause for a month, or until you say: ${away}
`,
    html: await mailHtml(
      subject,
      replyLead,
      html`<h1 style="font-size:1.25rem">${post.title}</h1>
<h2 style="font-size:1.1rem">${numbered}</h2>
<p><b>${by}</b>, ${timeWords(post.written_at)}<br>
${standing}</p>
${raw(post.html)}
<p><a href="${here}">See it on the page, and answer there if you like</a></p>`,
      html`<p>${why}</p>
<p><a href="${conversation}">Hear no more of this conversation</a></p>
<p><a href="${stop}">Stop all mail about replies</a></p>
<p><a href="${away}">Pause for a month, or until you say</a></p>`,
    ),
  }
}
