"""Front door: `streamlit run app.py` serves the page to this laptop only, with headers that keep the browser from contacting others."""

from streamlit import App, runtime

from coach import page
from coach.server import keep_few_pages_asleep, keep_uploads_in_memory, privacy_middleware, refuse_to_serve_others

if runtime.exists():
    page.show()
else:
    refuse_to_serve_others()
    keep_uploads_in_memory()
    keep_few_pages_asleep()
    app = App(__file__, middleware=privacy_middleware())
