"""Languages of espeak-ng 1.52 that are offered, as a table, so that listing voices loads nothing.

Left out of the library's 141: dialects beside a standard, transliterations, invented and extinct
languages; Faroese and Karakalpak, which come without a dictionary; Cherokee, which makes no sound;
Japanese, whose Chinese characters the library cannot read (Kokoro speaks it).
"""

from typing import Final

# espeak-ng's name, BCP 47 tag, English name
ESPEAK_LANGUAGES: Final = tuple(
    tuple(line.split(maxsplit=2))
    for line in """
    af af Afrikaans
    sq sq Albanian
    am am Amharic
    ar ar Arabic
    an an Aragonese
    hy hy Armenian (East)
    hyw hyw Armenian (West)
    as as Assamese
    az az Azerbaijani
    ba ba Bashkir
    eu eu Basque
    be be Belarusian
    bn bn Bengali
    bpy bpy Bishnupriya
    bs bs Bosnian
    bg bg Bulgarian
    my my Burmese
    yue yue Cantonese
    ca ca Catalan
    cmn zh-CN Chinese (Mandarin)
    cv cv Chuvash
    hr hr Croatian
    cs cs Czech
    da da Danish
    nl nl Dutch
    en en-GB English (Britain)
    en-us en-US English (America)
    eo eo Esperanto
    et et Estonian
    fi fi Finnish
    fr fr-FR French (France)
    fr-be fr-BE French (Belgium)
    fr-ch fr-CH French (Switzerland)
    ka ka Georgian
    de de German
    el el Greek
    kl kl Greenlandic
    gn gn Guarani
    gu gu Gujarati
    ht ht Haitian Creole
    hak hak Hakka Chinese
    haw haw Hawaiian
    he he Hebrew
    hi hi Hindi
    hu hu Hungarian
    is is Icelandic
    id id Indonesian
    ia ia Interlingua
    ga ga Irish
    it it Italian
    kn kn Kannada
    kk kk Kazakh
    quc quc K'iche'
    kok kok Konkani
    ko ko Korean
    ku ku Kurdish
    ky ky Kyrgyz
    ltg ltg Latgalian
    la la Latin
    lv lv Latvian
    lt lt Lithuanian
    smj smj Lule Sami
    lb lb Luxembourgish
    mk mk Macedonian
    ms ms Malay
    ml ml Malayalam
    mt mt Maltese
    mi mi Māori
    mr mr Marathi
    ne ne Nepali
    nog nog Nogai
    nb nb Norwegian
    or or Odia
    om om Oromo
    pap pap Papiamento
    fa fa Persian
    pl pl Polish
    pt pt-PT Portuguese (Portugal)
    pt-br pt-BR Portuguese (Brazil)
    pa pa Punjabi
    qu qu Quechua
    ro ro Romanian
    ru ru Russian
    gd gd Scottish Gaelic
    sr sr Serbian
    tn tn Setswana
    shn shn Shan
    sd sd Sindhi
    si si Sinhala
    sk sk Slovak
    sl sl Slovenian
    es es-ES Spanish (Spain)
    es-419 es-419 Spanish (Latin America)
    sw sw Swahili
    sv sv Swedish
    ta ta Tamil
    tt tt Tatar
    te te Telugu
    th th Thai
    ti ti Tigrinya
    tr tr Turkish
    tk tk Turkmen
    uk uk Ukrainian
    ur ur Urdu
    ug ug Uyghur
    uz uz Uzbek
    vi vi Vietnamese
    cy cy Welsh
    """.strip().splitlines()
)
