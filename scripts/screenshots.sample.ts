/** What is written, and by whom, in the pictures of the documentation. */
export interface Sample {
  me: Person
  colleague: Person
  /** Somebody who was here before. */
  reader: Person
  title: string
  blocks: Block[]
  /** Words of the block at whose end my caret stands. */
  mine: string
  /** Words without marks that the colleague has selected. */
  theirs: string
  /** What is said beside it, by turns: the colleague begins. */
  talk: string[]
  /** The other documents on the start page. */
  shelf: { title: string; excerpt: string; minutesAgo: number }[]
}

interface Person {
  name: string
  color: string
}

interface Block {
  text: string
  attributes?: Record<string, string | number | boolean>
  /** Parts of the text, and how they look. */
  marks?: Record<string, Record<string, unknown>>
}

const bold = { bold: {} }
const italic = { italic: {} }

const english: Sample = {
  me: { name: 'Ann Weber', color: '#0f77ad' },
  colleague: { name: 'Minseo', color: '#c43987' },
  reader: { name: 'Jonas Okafor', color: '#03823a' },
  title: 'Opening the reading room',
  blocks: [
    {
      text: 'The old post office gets a second life in May: forty seats, good lamps, and nothing to buy.',
      marks: { 'forty seats': bold },
    },
    { text: 'What people come for', attributes: { kind: 'heading', level: 2 } },
    {
      text: 'We asked two hundred neighbours. Most want a quiet table in the evening, not a programme.',
      marks: { 'a quiet table': italic },
    },
    { text: 'A place that is open when the library is closed', attributes: { kind: 'bullet' } },
    { text: 'Tables large enough for four people and a map', attributes: { kind: 'bullet' } },
    { text: 'Before the doors open', attributes: { kind: 'heading', level: 2 } },
    { text: 'Order the lamps', attributes: { kind: 'task', checked: true } },
    { text: 'Ask the choir about Thursdays', attributes: { kind: 'task' } },
    { text: 'Write the sign for the door, in both languages', attributes: { kind: 'task' } },
    { text: 'A room is finished when somebody forgets the time in it.', attributes: { kind: 'quote' } },
  ],
  mine: 'Ask the choir',
  theirs: 'Most want',
  talk: [
    'The choir is free on Thursdays from seven. Shall I ask them to come and see the room?',
    'Yes, please. Here is the plan of the seats: https://example.org/reading-room/seats',
    'Forty seats and a choir. It fits if we move the two long tables.',
  ],
  shelf: [
    {
      title: 'Opening the reading room',
      excerpt: 'The old post office gets a second life in May: forty seats, good lamps, and nothing to buy.',
      minutesAgo: 0,
    },
    {
      title: 'Minutes, Tuesday',
      excerpt: 'Present: Ann, Minseo, Jonas. The lamps arrive in the second week of April.',
      minutesAgo: 50,
    },
    {
      title: 'Letter to the neighbours',
      excerpt: 'Dear all, from May there will be light in the old post office again.',
      minutesAgo: 60 * 26,
    },
    {
      title: '열람실 안내문',
      excerpt: '저녁에도 열려 있습니다. 누구나 들어와 앉을 수 있습니다.',
      minutesAgo: 60 * 24 * 3,
    },
    {
      title: 'Budget, second draft',
      excerpt: 'Lamps 1,840 · tables 3,200 · paint 410 · what is left is for books.',
      minutesAgo: 60 * 24 * 9,
    },
  ],
}

const korean: Sample = {
  me: { name: '김민서', color: '#c43987' },
  colleague: { name: '박준호', color: '#0f77ad' },
  reader: { name: 'Jonas Okafor', color: '#03823a' },
  title: '동네 열람실을 엽니다',
  blocks: [
    {
      text: '옛 우체국이 오월에 다시 문을 엽니다. 자리는 마흔 개, 불빛은 밝고, 무엇을 사지 않아도 됩니다.',
      marks: { '마흔 개': bold },
    },
    { text: '무엇을 바라나요', attributes: { kind: 'heading', level: 2 } },
    { text: '이웃 이백 명에게 물었습니다. 대부분은 행사보다 저녁에 조용히 앉을 자리를 원했습니다.' },
    { text: '도서관이 닫힌 시간에도 열려 있는 곳', attributes: { kind: 'bullet' } },
    { text: '네 사람이 지도를 펼칠 만큼 넓은 책상', attributes: { kind: 'bullet' } },
    { text: '문을 열기 전에', attributes: { kind: 'heading', level: 2 } },
    { text: '조명 주문하기', attributes: { kind: 'task', checked: true } },
    { text: '목요일 저녁을 두고 합창단과 이야기하기', attributes: { kind: 'task' } },
    { text: '두 언어로 안내판 쓰기', attributes: { kind: 'task' } },
    { text: '누군가 시간을 잊었다면, 그 방은 다 된 것이다.', attributes: { kind: 'quote' } },
  ],
  mine: '목요일 저녁을',
  theirs: '대부분은 행사보다',
  talk: [
    '합창단이 목요일 저녁 일곱 시부터 시간이 된다고 합니다. 한번 와서 보시라고 할까요?',
    '네, 부탁드립니다. 좌석 배치도입니다: https://example.org/reading-room/seats',
    '긴 책상 두 개만 옮기면 다 들어갑니다.',
  ],
  shelf: [],
}

export const samples = { english, korean }
