/**
 * Which pages and tasks a call reaches, and what the caller has to say yes to first. What is not named here is closed:
 * a test fails for a page or a task that nobody has thought about.
 */
import type { Scope } from './rules.ts'

/** What an address needs: nothing, consent to these scopes, or somebody else altogether. */
export type Needs =
  | { readonly for: 'anyone' }
  /** `page`: what it holds, as the caller reads it later */
  | { readonly for: 'caller'; readonly scopes: readonly Scope[]; readonly page: string }
  /** the volunteer's own work, such as the desk */
  | { readonly for: 'volunteer' }
  /** codes and addresses to sign in with, and pages that nobody thought of */
  | { readonly for: 'nobody' }

const caller = (scope: Scope, page: string): Needs => ({ for: 'caller', scopes: [scope], page })
const nobody: Needs = { for: 'nobody' }
const volunteer: Needs = { for: 'volunteer' }

/** The first that fits decides. */
const addresses: readonly (readonly [RegExp, Needs])[] = [
  [/^\/(help-now|how-this-works|report|reports|complaints|left|erased|away)(\/|$)/, { for: 'anyone' }],
  [/^\/conversations\/[^/]+\/\d+\/report$/, { for: 'anyone' }],
  // What a study says to everybody, with the number to ring. Nothing that a participant or a researcher does.
  [/^\/studies(\/[^/]+(\/(protocol|sheet(\/\d+)?))?)?$/, { for: 'anyone' }],
  [/^\/(desk|steward|waiting|second-step|sign-in|sign-out|join|claim|set-up|outbox|mail|s)(\/|$)/, volunteer],
  [/^\/(studies|take-part|cast|phone)(\/|$)/, volunteer],
  [/^\/me\/second-step(\/|$)/, volunteer],
  [
    /^\/me\/(passkeys|ended-passkeys|paper-codes|phone-codes|email|addresses|claimed-addresses|changed-addresses|dropped-addresses)(\/|$)/,
    nobody,
  ],
  // Letters hold codes, and the address of a calendar opens it to whoever has it.
  [/^\/me\/letters(\/|$)/, nobody],
  [/^\/gatherings\/(answers|mine)\/./, nobody],
  [/^\/me\/copies(\/|$)/, caller('copy', 'A copy of everything')],
  [/^\/me\/erasure(\/|$)/, caller('erasing', 'Have everything erased')],
  [/^\/me\/(away|pause|leaving)(\/|$)/, caller('leaving', 'Pause or leave')],
  [/^\/return(\/|$)/, caller('leaving', 'Come back')],
  [
    /^\/(ties|matching|gatherings\/pairings)(\/|$)/,
    caller('messages', 'Private messages, and whom you are in touch with'),
  ],
  // What a caller tells now can be written down without looking at what they told before.
  [/^\/me\/support-map\/(new|spells)$/, caller('own', 'Add to your support map')],
  [/^\/me\/support-map(\/|$)/, caller('map', 'Your support map')],
  // Words the volunteer is writing down are kept with the page they belong to.
  [/^\/me\/drafts(\/|$)/, caller('community', 'What you began to write')],
  [/^\/$/, caller('community', 'Today')],
  [/^\/circles(\/|$)/, caller('community', 'Circles')],
  [/^\/(conversations|photos|notes)(\/|$)/, caller('community', 'A conversation')],
  [/^\/search(\/|$)/, caller('community', 'Search')],
  [/^\/gatherings(\/|$)/, caller('community', 'Gatherings')],
  [/^\/(sources|near)(\/|$)/, caller('community', 'Places that help')],
  [/^\/me$/, caller('own', 'Your own page')],
  [/^\/me\/(bereavement)(\/|$)/, caller('own', 'After a death')],
  [/^\/me\/cared-for(\/|$)/, caller('own', 'The person you care for')],
  [/^\/me\/consent$/, caller('own', 'What you said yes to')],
  [/^\/me\/(name|preferences|reach|glad-to-talk)$/, caller('own', 'What others see of you, and how we reach you')],
  [/^(\/me)?\/needs(\/|$)/, caller('own', 'What you need')],
  [/^\/me\/(blocked|decisions|kept|posts-that-wait)(\/|$)/, caller('own', 'What you wrote, and what you keep')],
  [/^\/me\/(sessions|ended-sessions)$/, caller('own', 'Where you are signed in')],
  [/^\/me\/done-for-me$/, caller('own', 'What was done for you by phone or letter')],
]

/** What is known of an address; undefined for one that nobody has thought about. @param path without the query */
export const declaredAt = (path: string): Needs | undefined => addresses.find(([fits]) => fits.test(path))?.[1]

/** What has to be so before an address is opened for a caller. One that nobody has thought about is opened for nobody. */
export const needsAt = (path: string): Needs => declaredAt(path) ?? nobody

/** Whoever left comes back first, but may see what we hold, and have it erased, at any time. */
export const openToWhoLeft = (path: string) => {
  const needs = needsAt(path)
  return needs.for === 'caller' && needs.scopes.some((scope) => ['leaving', 'copy', 'erasing'].includes(scope))
}

/** What a task needs: a yes to one of these scopes, nothing, or it is not done for a caller at all. */
export type TaskNeeds = readonly Scope[] | 'anyone' | 'nobody'

const each = (needs: TaskNeeds, names: string): [string, TaskNeeds][] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, needs])

/** Every task of the phone door that can be done for a caller. Those of the desk itself are the volunteer's. */
const tasks: ReadonlyMap<string, TaskNeeds> = new Map([
  ...each('anyone', 'care.appeal care.complain care.report members.return'),
  ...each(
    ['community'],
    `conversations.amend conversations.amend-held conversations.answer conversations.follow conversations.keep
     conversations.mute conversations.open conversations.read conversations.reply conversations.withdraw
     founding.ask-to-come-in
     gatherings.cancel gatherings.change gatherings.move gatherings.note-who-came
     gatherings.pair gatherings.plan gatherings.rsvp gatherings.rsvp-as-guest gatherings.write-up
     support.find-source support.suggest-source support.say-it-helps support.take-back-say`,
  ),
  ...each(
    ['community', 'own'],
    'conversations.save-draft conversations.throw-draft-away conversations.take-back care.unblock ties.choose-talk',
  ),
  ...each(['community', 'messages'], 'care.block'),
  ...each(
    ['own'],
    `members.change-consents members.change-name members.change-preferences members.change-reach
     members.choose-what-stays members.end-sessions members.note-bereavement members.review-sharing
     members.tell-cared-for members.undo-bereavement
     support.add-need support.change-need support.confirm-need support.end-need`,
  ),
  ...each(['own', 'map'], 'support.add-spell'),
  ...each(['map'], 'support.change-spell support.date-spell support.take-spell-away support.tell-outlook'),
  ...each(
    ['messages'],
    `gatherings.answer-pairing ties.answer ties.answer-proposal ties.ask-for-match ties.close-match ties.correct-contact ties.end ties.follow-up
     ties.keep-match-answers ties.note-contact ties.note-first-contact ties.offer ties.remove-contact
     ties.report-message ties.send-message ties.set-match-profile ties.share ties.take-back ties.withdraw-match-request`,
  ),
  ...each(['leaving'], 'members.leave members.pause'),
  ...each(['copy'], 'members.download'),
  ...each(['erasing'], 'members.erase'),
  // Means of signing in, work of staff, and the research side.
  ...each(
    'nobody',
    `members.ask-to-join members.join members.end-passkey members.make-paper-codes
     gatherings.renew-calendar
     founding.change-circle founding.change-settings founding.decide-request founding.let-out founding.make-circle
     support.check-source support.close-source support.decide-suggestion support.keep-source
     studies.begin studies.complete studies.join-waves studies.withdraw studies.withdraw-letter`,
  ),
])

/** @returns undefined for a task that nobody has thought about: it is not done for a caller */
export const taskNeeds = (name: string): TaskNeeds | undefined => tasks.get(name)
