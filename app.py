"""Front door: serves the page to this laptop only, with headers that keep the browser from contacting others.

`python app.py` sets every option that the promise rests on before a port is opened. `streamlit run app.py` opens it first, on the address
of .streamlit/config.toml, and ends again where that is not this laptop's.
"""

from streamlit import App, runtime

from coach import page
from coach.server import guard_start, privacy_middleware

if runtime.exists():
    page.show()
else:
    options = guard_start()
    app = App(__file__, middleware=privacy_middleware())
    if __name__ == "__main__":
        app.run(config=options)
