// Says "2 new replies" when they come, with a link. The page is the same without it.
const posts = document.getElementById('posts')
const news = document.getElementById('news')
if (posts && news && 'EventSource' in window) {
  const { conversation, last } = posts.dataset
  const source = new EventSource(`/conversations/${conversation}/news?after=${last}`)
  source.addEventListener('news', ({ data }) => {
    const { replies, href } = JSON.parse(data)
    const link = document.createElement('a')
    link.href = href
    link.textContent = replies === 1 ? '1 new reply' : `${replies} new replies`
    // From the page it is on, the link only names another place in it: the new post still has to be fetched.
    link.addEventListener('click', () => {
      const arrive = () => location.hash === link.hash && location.reload()
      addEventListener('hashchange', arrive, { once: true })
    })
    news.replaceChildren(link)
    news.className = 'note'
  })
  source.addEventListener('over', () => source.close())
  addEventListener('pagehide', () => source.close())
}
