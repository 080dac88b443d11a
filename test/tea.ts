/** What tests type into the form: tea on a Thursday, in a room with two places, by phone and by video. */
export const tea = {
  title: 'Tea and talk',
  about: 'We drink tea and talk.',
  kind: 'mixed',
  place: 'The Library, Leeds',
  postcode: 'LS1 3AB',
  deskPhone: '0113 496 0100',
  phoneNumber: '0330 000 0000',
  phonePin: '4321',
  videoLink: 'https://video.example/tea',
  date: '5/3/2026',
  time: '7 pm',
  minutes: '90',
  repeats: 'once',
  who: 'members',
  places: '2',
  phoneSeats: '3',
}
