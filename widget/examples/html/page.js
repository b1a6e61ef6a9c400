/** All that a page needs: events bubble to the document, and methods may be called as soon as the element is defined. */
const log = document.getElementById('log');
for (const name of ['ready', 'open', 'close', 'message', 'unread', 'state', 'error'])
  document.addEventListener(`frontdesk:${name}`, (event) => {
    const line = document.createElement('li');
    line.textContent = `${name} ${event.detail ? JSON.stringify(event.detail) : ''}`;
    log.append(line);
  });
document.addEventListener('frontdesk:unread', (event) => {
  document.getElementById('unread').textContent = event.detail.count ? ` (${event.detail.count})` : '';
});

customElements.whenDefined('frontdesk-chat').then(() => {
  const chat = () => document.querySelector('frontdesk-chat');
  document.getElementById('ask').onclick = () => {
    chat().setContext({ from: 'delivery button' });
    chat().open();
    chat().send('How long does delivery take?');
  };
  document.getElementById('theme').onclick = () => {
    chat().theme = chat().theme === 'dark' ? 'light' : 'dark';
  };
  document.getElementById('reset').onclick = () => chat().reset();
});
