/**
 * Made-up text in real English words, the same every time: a few hundred words that are everywhere,
 * a few hundred that families use, and thousands that turn up once in a while, as in any real mailing list.
 */

/** The commonest words of English, commonest first. */
const common = `the to and a of i it is in that for was have we she my on her with you not be but they as so this are at
or do had all if me just when what from there can been would has out one up get about your no will more some who them how like time
did our an now by then he very too after were know their which only also could think any day well good see than got really because
into much over back go him other school these down first again before still going way even help most make need sure said right every
long thing few said new found old home bit since feel year week night through own little made never two where such take last here give
people while might should both always anyone else come best does next lot work another around may being same off someone things
look want hope keep find try tell ask say thank use love put many away between three hard able until thought told better later
everything nothing maybe often without once however almost under though enough perhaps although yet half sometimes`

/** What families here write about. */
const ours = `daughter son seizure seizures fits epilepsy doctor nurse clinic hospital consultant paediatrician feeding tube
peg gastrostomy button milk weight sleep bed medicine dose tired breathing apnoea breath hands wringing walking standing frame chair
wheelchair seating splints brace scoliosis spine surgery operation hip physio therapist speech communication eye gaze eyegaze talker
switch music pool swimming horse garden bath hoist sling lift ramp car van taxi bus respite carer care plan review assessment teacher
classroom sister brother mum dad gran family friends holiday beach birthday christmas caravan form letter council benefits payment
money grant charity helpline meeting group online call phone text email questions answer research trial study treatment trofinetide
variant diagnosis gene test blood result scan heart reflux constipation pain teeth dentist glasses hearing skin bones fracture
vitamin puberty periods cramp temper upset crying laughing smile happy calm worry worried scared brave proud strong adult college
centre social worker manager equipment supplier cushion harness shoes boots gloves bib spoon cup straw puree snack breakfast lunch
dinner supper kitchen bedroom bathroom window blanket pillow mattress monitor alarm camera battery charger tablet screen page book
story song dance toy ball light colour yellow purple green orange winter summer autumn spring weather rain snow sunshine morning
afternoon evening weekend month appointment waiting room corridor ward ambulance emergency rescue paperwork solicitor trust
guardian deputy court capacity decision rights wheel brake tyre strap buckle pocket bag nappy wipe cream lotion towel laundry`

/** Ends to which a beginning is joined for the words that turn up once in a while. */
const beginnings = `arm back bed bell bird black blue board boat book bow box brain bread break brick broad bus butter candle
card cat chalk cheese chest church clay clock cloud coal coat cork corn cross cup day door down draw dress drum dust ear earth egg
eye farm feather field finger fire fish flag flash floor flower foot fore fox frost fruit ghost glass goat gold grand grape grass
green grid ground gun hail hair half hand head heart hedge high hill home honey hook horse house ice ink iron jelly key kitchen
knee lady lamp land leaf life lime limestone lip lock log long loud mail map mark meadow milk mill moon moss mouth mud needle nest
net news night nut oak oar over paper pea pear pepper pin pine plough pop post quick rabbit race rail rain red ring river road
rock roof rope rose row sail salt sand sea seed shell ship shoe shop short side silk silver skate sky snow soap song spoon
spring star steam stone storm straw stream street sugar summer sun swan sweet table tail tea thorn thumb thunder tide timber toe
tooth tower town tree trout tug twig under up wall watch water wave web weed well wheat whirl white wild wind window wine wing
winter wood wool work yard yellow`
const ends = `bag ball band bank bark basket bath beam bed bell berry bird board boat book bowl box boy brush burn bush
card cart case castle chair chest child cloth coat corn craft cream cup dust end fall farm field fire fish flight flower fly foot
fruit garden gate girl glass grass ground guard hammer hand head herd hill hold hole hook horse house keeper kettle knife lace
lamp land leaf light line list lock loft maker man mark master mill moth mouse nail net nut pan paper park path pea piece pin pipe
place plant plate pole pool post pot press print quilt rack rail ring road rock room root rope sack saw scape screen seat shade
shed shell ship shoe shop shore side smith snail spoon stand stick stone stool storm stove strap street string stroke table tail
tent thorn tide tile time top tower town track trail trap tray tree vale wagon walk wall ware watch water way weed well wheel
whistle wing wood work works worm wright yard`

const split = (text: string) => [...new Set(text.split(/\s+/))]

/** Every word, the commonest first: about 40,000. */
export const vocabulary: readonly string[] = (() => {
  const everywhere = split(common)
  const often = split(ours).filter((word) => !everywhere.includes(word))
  const rare: string[] = []
  const [first, second] = [split(beginnings), split(ends)]
  // Walk the table of pairs on a slant, so that neighbours in rank do not share a beginning.
  for (let step = 0; step < second.length; step++)
    for (let i = 0; i < first.length; i++) rare.push(first[i]! + second[(i * 7 + step) % second.length]!)
  return [...new Set([...everywhere, ...often, ...rare])]
})()

/** Numbers from 0 up to 1 that look random and are the same every time (mulberry32, public domain). */
export function chance(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const tableSize = 1 << 20

/** For each of a million equal slices of chance, the rank of the word it stands for (Zipf). */
const ranks = (() => {
  const weights = vocabulary.map((_, rank) => (rank + 2.7) ** -1.3)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const table = new Uint16Array(tableSize)
  let upTo = 0
  let slice = 0
  weights.forEach((weight, rank) => {
    upTo += weight
    for (; slice < Math.round((upTo / total) * tableSize); slice++) table[slice] = rank
  })
  return table
})()

/**
 * Sentences with so many words.
 *
 * @param next chance, from `chance(seed)`
 * @param length number of words
 */
export function sentences(next: () => number, length: number): string {
  let text = ''
  let untilStop = 0
  for (let left = length; left > 0; left--) {
    const word = vocabulary[ranks[(next() * tableSize) | 0]!]!
    const first = untilStop === 0
    if (first) untilStop = 6 + ((next() * 12) | 0)
    untilStop = left === 1 ? 0 : untilStop - 1
    text += (first ? word[0]!.toUpperCase() + word.slice(1) : word) + (untilStop === 0 ? '. ' : ' ')
  }
  return text.trimEnd()
}

/** How many words a post has: most are short, a few are long (log-normal, median 45, at most 600). */
export function postLength(next: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(next() || 1e-9)) * Math.cos(2 * Math.PI * next())
  return Math.max(3, Math.min(600, Math.round(45 * Math.exp(0.75 * normal))))
}
