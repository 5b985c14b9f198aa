"""An SMTP server for the tests: TLS and login as asked, mails into a folder, refusals by receiver.

Usage: mail_server.py PORT FOLDER TLS USER PASSWORD, with TLS one of starttls, tls, none. FOLDER
holds server.crt and server.key; mails are written there as 1.eml, 2.eml and so on. The receivers
later@… and refused@… are answered with 451 and 550.
"""

import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

port, folder, tls, user, password = sys.argv[1:]
folder = pathlib.Path(folder)


class Folder:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("later@"):
            return "451 4.7.1 try again later"
        if address.startswith("refused@"):
            return "550 5.1.1 no such user " + address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        Folder.count += 1
        (folder / f"{Folder.count}.part").write_bytes(envelope.content)
        (folder / f"{Folder.count}.part").rename(folder / f"{Folder.count}.eml")
        return "250 OK"


def check(server, session, envelope, mechanism, login):
    right = (login.login.decode(), login.password.decode()) == (user, password)
    # With handled=True, the default, a wrong password would be answered with silence.
    return AuthResult(success=right, handled=False)


async def main():
    context = None
    if tls != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "server.crt", folder / "server.key")

    def connection():
        return SMTP(
            Folder(),
            hostname="mail.test",
            authenticator=check,
            auth_required=tls != "none",
            auth_require_tls=tls == "starttls",
            require_starttls=tls == "starttls",
            tls_context=context if tls == "starttls" else None,
        )

    loop = asyncio.get_running_loop()
    wrapped = context if tls == "tls" else None
    server = await loop.create_server(connection, "127.0.0.1", int(port), ssl=wrapped)
    await server.serve_forever()


asyncio.run(main())
