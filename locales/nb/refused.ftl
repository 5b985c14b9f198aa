# Pages that say why something is not shown.
refused-not-found-title = Siden finnes ikke
refused-not-found-text = Adressen er feil, eller siden er ikke for deg.
refused-forged-title = Skjemaet er for gammelt
refused-forged-text = Gå tilbake, last siden på nytt og prøv igjen. Ingenting er sendt eller lagret.
refused-failed-title = Noe gikk galt hos oss
refused-failed-text = Ingenting er sendt eller lagret. Prøv igjen om litt. Skjer det flere ganger, si fra til administratoren.
refused-back = Til forsiden
