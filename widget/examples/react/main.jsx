import 'frontdesk-widget';
import { StrictMode, useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';

/** Attributes are properties; events have a colon in their name, so they are listened to by hand. */
function Chat({ server, user, onUnread }) {
  const chat = useRef(null);
  useEffect(() => {
    const listen = (event) => onUnread(event.detail.count);
    const element = chat.current;
    element.addEventListener('frontdesk:unread', listen);
    return () => element.removeEventListener('frontdesk:unread', listen);
  }, [onUnread]);
  useEffect(() => chat.current.setContext({ plan: user.plan }), [user.plan]);
  return <frontdesk-chat ref={chat} server={server} accent="#5b3fa8" launcher="hidden" />;
}

function App() {
  const [unread, setUnread] = useState(0);
  const [page, setPage] = useState(1);
  return (
    <>
      <h1>Page {page}</h1>
      <button type="button" onClick={() => setPage(page + 1)}>
        Next page
      </button>
      <button type="button" data-frontdesk-open>
        Help{unread ? ` (${unread})` : ''}
      </button>
      {/* The key mounts it anew with each page: the conversation goes on. */}
      <Chat
        key={page}
        server={import.meta.env.VITE_FRONTDESK ?? 'http://127.0.0.1:3000'}
        user={{ plan: 'pro' }}
        onUnread={setUnread}
      />
    </>
  );
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
