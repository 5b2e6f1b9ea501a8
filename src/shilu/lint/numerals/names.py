"""What holds digits and is no result: names, versions, addresses, numbered labels, dates, widths in bits.

`PATTERNS` are tried before all numerals, on text in ASCII forms (`shilu.lint.numerals.scan.plain`), with Han
characters for word boundaries.
"""

from shilu.lint.numerals.zh_ja import NUMERALS, any_of

# Behind a name, these tell that the number is measured or counted, and neither a version nor a label.
MEASURED = (
    r"(?:\.?\d|\s?(?:分(?!析)|[%‰±×倍成折割個个種种次筆条條秒層层組组項项人名位份篇張张輪轮天年月台顆颗道件支隻回遍段度公克千萬万億亿枚본개번배명]"
    r"|(?:[mµn]?s|percent|times|seconds?|minutes?|[KMGTk]B|[kcmµn]?m|[mkMG]?Hz|[mk]?[VAW]|kg|mg|epochs?|steps)\b))"
)
# Products, programs and standards.
_MAKES = any_of(r"""
    RTX GTX RX Quadro Tesla Ryzen EPYC Xeon Core Pentium Cortex Snapdragon Raspberry\sPi
    Arduino(?:\s(?:IDE|Uno))? Jetson
    STM ISO(?:/IEC)? IEC IEEE RFC ANSI DIN CNS JIS NIST PEP JPEG MPEG USB PCIe Bluetooth Wi-Fi
    HTTP TLS ECMA
    SSL IPv Unicode HTML CSS OpenGL Vulkan DirectX OpenMP Open\sMPI MPI Python NumPy SciPy
    pandas PyTorch torchvision
    TensorFlow Keras JAX Matplotlib scikit-learn transformers vLLM CUDA cuDNN ROCm Astropy
    Jupyter Anaconda
    Ubuntu Debian Fedora CentOS RHEL Alpine Kali(?:\sLinux)? Arch Windows macOS OS\sX Android
    iOS Linux FreeBSD
    Java JDK OpenJDK Node(?:\.js)? Deno Bun Go Rust PHP Perl Ruby Julia R(?=\s[345]\.\d) Swift
    Kotlin Scala Haskell GHC
    MATLAB Octave SPSS AMOS Stata SAS Excel Word PowerPoint Office Origin GeoGebra LabVIEW
    Mathematica Maple
    C\+\+ C\# F\# \.NET(?:\s(?:Core|Framework))? ASP\.NET Fortran [Gg][Cc][Cc] [Cc]lang LLVM
    [Gg][Dd][Bb] CMake Flex Bison
    Docker Kubernetes NGINX [Nn]ginx Apache Express Vue React Angular Svelte Next\.js jQuery
    TypeScript JavaScript Django Flask
    Laravel Spring(?:\sBoot)? PostgreSQL MySQL MariaDB SQLite MongoDB Redis Kafka Spark Hadoop
    Elasticsearch
    TeX\sLive Typst pandoc Blender Unity Unreal(?:\sEngine)? Godot Qt ROS Gazebo OpenCV Quartus
    Vivado ModelSim Verilog VHDL
    GB(?:/T)? Web APA Llama Claude Gemini Qwen Mistral GPT Whisper Pixel iPhone iPad Galaxy
    PlayStation Xbox VMware VirtualBox
    QEMU Creative\sCommons CC\sBY(?:-[A-Z]+)* NGC Messier CVE DaCapo SPEC PISA TIMSS
""")
_VERSION = rf"\d+(?:\.\d+)*[A-Za-z]?(?:-[A-Za-z\d.]*\w)*(?:\s\d+B)?(?:\sLTS)?(?![A-Za-z\d])(?!{MEASURED})"
_MAKE = rf"{_MAKES}[ /-]?{_VERSION}"
# A name beside one that is known, or with what is done by a program behind it.
_NAMED = rf"[A-Za-z][\w+#-]*(?:\.\w+)?\s[1-9]\d{{0,3}}(?:\.\d{{1,2}}){{0,2}}(?![\d.]\d)(?!{MEASURED})"
_AND = r"\s?(?:[與和及跟、と과와]|以及|and|,)\s?"
_USED = any_of(
    "[撰編编][寫写] 編譯 编译 開發 开发 處理 处理 分析 繪製 绘制 模擬 模拟 仿真 實作 实现 執行 运行"
)
_USING = any_of(r"""
    written\sin built\swith compiled\swith implemented\sin powered\sby runs\son
    analysed\s(?:in|with) analyzed\s(?:in|with)
""")
_EXTENSION = any_of("""
    md py csv tsv json npz npy png svg pdf txt ya?ml toml h5 zip gz tex typ html? jpe?g docx? xlsx?
    ipynb cfg conf ini log sh c cpp hs rs js sql wav mp[34] tbl
""")
_ZH_LABELS = any_of("""
    步[驟骤] 任[務务] 作[業业] [習习][題题] [練练][習习] [題题]目 例[題题] [範范]例 案例 [實实][驗验習习]
    [問问][題题] [階阶]段
    [單单]元 定[理義义] 引理 命[題题] 推[論论] 假[設设說说] 演算法 算法 [節节][點点] 模[組组块] 情境
    附[錄録录] 方案 [關关]卡
    手順 課題 実[験習] 演習 例題 실습 실험 단계 문제 과제 연습 예제 부록
""")
_EN_LABELS = any_of("""
    labs? exercises? tasks? weeks? problems? questions? steps? examples? cases? parts? phases?
    stages? days? units? lessons?
    assignments? homework hw projects? algorithms? theorems? lemmas? definitions? corollary
    propositions? nodes? groups? teams?
    levels? class(?:es)? types? trials? rounds? issues? bugs? modules? rooms? rules? versions?
    volumes? grades? notes?
""")
_LABEL_NUMBER = rf"\d{{1,2}}(?:-\d{{1,2}}|[a-z]\b)?(?!\.\d)(?![A-Za-z]|{MEASURED})"
_MORE = rf"(?:\s?(?:,|and|to|or|&|-|–|[與和及、到至])\s?{_LABEL_NUMBER})*"
_ORDERED = "[題题步週周課课版屆届冊册卷期頁页組组班號号關关]"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_Y = r"(?:19|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_HALF_DAY = any_of("上午 下午 早上 晚上 凌晨 中午 清晨 傍晚 午前 午後 오전 오후")
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?!\d)"
_DATES = [
    rf"(?<![\d.]){_Y}(?:-\d{{1,2}}-\d{{1,2}}|/\d{{1,2}}/\d{{1,2}}|\.\d{{1,2}}\.\d{{1,2}})(?!\d)",
    r"(?<![\d./])1\d\d/\d{1,2}/\d{1,2}(?![\d/])",
    rf"(?<![\d.-]){_Y}[-/](?:0[1-9]|1[0-2])(?![\d/-])",
    rf"(?<![\d.]){_Y}\s?[-–~至到]\s?{_Y}(?!\d)",
    r"(?<![\d.])\d{1,4}\s?[年년]\s?\d{1,2}\s?[月월](?:\s?\d{1,2}\s?[日號号일])?",
    rf"(?<![\d.]){_Y}\s?[年년](?![級级])|(?:民國|令和|平成|昭和)\s?\d{{1,3}}\s?年|\d{{2,3}}\s?(?:學年度?|学年|課綱)",
    r"(?<![\d.])\d{1,2}\s?[月월]\s?\d{1,2}\s?[日號号일]|(?<![\d.個个])\d{1,2}\s?[月월](?![球亮])",
    r"\d{1,2}\s?世[紀纪]|\b\d{1,2}(?:st|nd|rd|th)\s[Cc]entur",
    rf"\b{_MONTH}\s{_DAY}(?:,?\s{_Y})?\b|\b{_DAY}\s{_MONTH}(?:,?\s{_Y}\b)?|\b{_MONTH}\s{_Y}\b",
    rf"\bQ[1-4]\s{_Y}\b|\b{_Y}\s?Q[1-4]\b|\bFY\s?{_Y}\b|\({_Y}[a-z]?\)",
    (
        rf"\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Ff]rom|[Bb]efore|[Aa]fter|[Dd]uring|[Yy]ear|(?:spring|summer|autumn|fall|winter|end)\sof)\s{_Y}"
        r"(?=\s*(?:[,;:)]|\.(?!\d)|\Z|(?:and|by|the|we|it|he|she|they|was|is|were|an?|for|to|at|on|with|when|as|of|that)\b))"
    ),
    # Times of the day; 3:1 and 1:10 are ratios.
    (
        rf"{_HALF_DAY}\s?(?:{_CLOCK}|\d{{1,2}}\s?[點点時时시](?:\s?(?:半|\d{{1,2}}\s?[分분]))?|[{NUMERALS}]+[點点時时](?:半|[{NUMERALS}]+分)?)"
        rf"(?:\s?[-–~至到から]+\s?(?:{_CLOCK}|\d{{1,2}}\s?[點点時时]|[{NUMERALS}]+[點点時时]))?"
    ),
    rf"(?<![\d:.])(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])|(?<![\d:.]){_CLOCK}(?=\s?[-–~至到]\s?{_CLOCK})",
    rf"(?:(?<=[日號号)]\s)|(?<=[日號号在於于到至~–-])|(?<=\b[Aa]t\s)|(?<=[至到]\s)){_CLOCK}",
    r"(?<![\d:.])\d{1,2}(?::[0-5]\d)?\s?[ap]\.?m\b\.?|(?<![\d.])\d{1,2}\s?[點点]\s?\d{1,2}\s?分(?!之)",
    r"(?<![\d./])(?:1[0-2]|0?[1-9])/(?:[12]\d|3[01]|0?[1-9])(?=\s?(?:之?前(?!\w)|[(][一二三四五六日][)]|[前起截]|\d\d:\d\d))",
    r"(?:日期|截止日?|時間|时间)[::是為为]?\s?\d{1,2}/\d{1,2}(?![\d/])",
]
_WORDS = [
    r"(?:(?:https?|ftp|file|mailto|doi|arXiv|urn):|www\.)[^\s，。、；）」』\u3040-\u9fff]+",
    r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    rf"(?<![A-Za-z0-9_.])(?:[A-Za-z0-9_.-]+/)*[A-Za-z0-9_.-]*[A-Za-z0-9_](?:-[\u4e00-\u9fff]+)?\.{_EXTENSION}(?![A-Za-z0-9])",
    # Colours, digital object identifiers, addresses of the network, numbers of issues and books.
    r"#[0-9a-fA-F]{6}(?![0-9A-Za-z])|(?<![\w&])#\d+\b",
    r"\b10\.\d{4,}/[^\s，。；）]+|\bISBN[\s:]?[\dX-]+",
    r"(?<![\w.])\d+(?:\.\d+){3}(?:[/:]\d+)?(?![A-Za-z\d_])",
    r"\b0[xX][0-9a-fA-F]+\b|\b0b[01]+\b",
    r"(?<![\w.])(?!\d+e\d+\b)(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{7,64}(?!\w)",
    # Versions.
    r"\bv\d+(?:\.\d+)*|(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,5}(?:[-.+~]?[A-Za-z][\w.+~-]*|-\w[\w.+~-]*)?(?![\d.]\d)",
    r"(?<![\w.])\d+\.\d+(?:\.\d+)*(?:-?(?:rc|alpha|beta|dev)\.?\d*\b|-\d+[a-z][\w.+~]*|\s?版)",
    r"(?:版本|(?i:\bversions?|\bver\.|\breleases?)|バージョン|버전)[號号]?[為为是:]?\s?\d+(?:\.\d+)*(?:-\w[\w.+~-]*|[a-z]\w*)?",
    rf"\b{_MAKE}(?:{_AND}{_NAMED})*|(?<!\w)[.]NET\s{_VERSION}",
    rf"\b{_NAMED}(?={_AND}{_MAKE})|\b{_NAMED}(?=\s?[來来]?(?:[進进]行)?{_USED})|\b{_USING}\s{_NAMED}",
    # Sizes and kinds that are names; widths in bits.
    r"(?<![\w.])(?<!\d,)(?:[1-4]-?D|[2-6]G|[248]K|[34]C|[1-9]S|[1-6]NF|5E|5W1H|[12]FA|\d+-norm|(?:240|360|480|720|1080|1440|2160)[pi])(?![A-Za-z\d])",
    (
        r"(?<![\w.])(?<!\d,)(?:1|2|4|8|1[0246]|24|32|48|64|80|96|128|256|512)"
        r"(?:[ -]?bit\b|\s?位元(?![組组])|\s?ビット|\s?비트"
        r"|\s?位(?=[系整浮操定處处微無无有暫寄字計计]|的?\s?[處处作操系A-Z]|[,;，。、]|CPU))"
    ),
    r"(?<![\w.])\d{1,2}[A-Z]{1,4}\d{2,}[\w-]*|\bO\([^()]*\)|\bUTC[+-]\d+(?::\d\d)?",
    r"(?:埠號?|端口号?|포트|ポート|\b[Pp]orts?)\s?(?:[號号为為是:]|number)?\s?\d+",
    r"(?:(?i:\bstatus(?:\scode)?|\b(?:error|exit)\scode)|[狀状][態态][碼码]|[錯错][誤误][碼码])[為为是:]?\s?\d+",
    r"(?:學號|学号|編號|编号|学籍番号|학번|電話|电话)[為为是:]?\s?[A-Z]*\d{5,}",
    r"\d{2,4}\s?[室房](?![內内外溫温])",
    # Pages of a reference, labels.
    r"\bpp?\.\s?\d+(?:\s?[-–]\s?\d+)?",
    rf"{_ZH_LABELS}\s?{_LABEL_NUMBER}{_MORE}",
    rf"\b(?i:{_EN_LABELS})\s{_LABEL_NUMBER}{_MORE}",
    rf"第\s?\d{{1,3}}(?:\s?[、,和與及到至-]\s?\d{{1,3}})*\s?{_ORDERED}|(?:팀|조:?)\s?\d+조",
]
PATTERNS = [*_WORDS[:8], *_DATES, *_WORDS[8:]]
