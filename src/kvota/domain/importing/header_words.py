"""What other systems call the columns of ours, in four languages: the likeliest name first.

Gathered from the exports of Bitrix24, amoCRM, HubSpot, Pipedrive, Salesforce, Odoo, 1C and
纷享销客, as their users see them and as their programs name them. Written as `header_key`
writes a header: no case, no punctuation, one space between words.
"""

from __future__ import annotations

from kvota.domain.importing.fields import FileKind
from kvota.domain.importing.word_list import words

_CURRENCY = words(
    """currency | currency code | currency iso code | currencyisocode | amount currency |
    currency of value | currency id | валюта | код валюты | валюта сделки | 币种 | 货币 | 币别 |
    交易币种 | валутен код | валута | валута на сделката"""
)

_OWNER = words(
    """owner | deal owner | sales agent | opportunity owner | account owner | owner name |
    owner full name | salesperson | sales rep | sales representative | rep | responsible |
    responsible person | assigned to | assigned to user | assigned by | account executive |
    account manager | seller | agent | user | user id | owner id | hubspot owner id | ответственный |
    ответственный менеджер | менеджер | менеджер по продажам | продавец | сотрудник | владелец |
    куратор | 负责人 | 销售负责人 | 商机负责人 | 客户负责人 | 业务员 | 销售员 |
    销售 | 所有人 | 商机所有人 | 归属人 | 销售代表 | 跟进人 | отговорник | търговец |
    търговски представител | продавач | служител | отговорно лице | собственик"""
)

_INDUSTRY = words(
    """industry | sector | company industry | account industry | business sector | vertical | отрасль |
    сфера деятельности | вид деятельности | индустрия | отрасль клиента | 行业 | 所属行业 | 客户行业 |
    一级行业 | 行业类别 | бранш | отрасъл | сектор | сфера на дейност"""
)

_REGION = words(
    """region | office location | territory | country | billing country | country region |
    state region | billing state | state | city | location | регион | бизнес регион | область | город |
    страна | территория | 地区 | 区域 | 省份 | 所在地区 | 所在省份 | 国家 | 城市 | 大区 | 销售区域 |
    област | държава | град | населено място"""
)

_SOURCE = words(
    """source | lead source | original source | original source type | original traffic source |
    deal source | source channel | source id | channel | utm source | campaign source | источник |
    источник сделки | источник лида | источник привлечения | канал привлечения | рекламный источник |
    канал | 来源 | 线索来源 | 商机来源 | 客户来源 | 渠道 | 来源渠道 | источник на сделката | източник |
    източник на сделката | канал на привличане"""
)

_ID = words(
    """id | deal id | opportunity id | record id | external id | deal number | deal no |
    opportunity number | no | number | key | ид | id сделки | номер сделки | код | код сделки | номер |
    ссылка | № | номер документа | 商机编号 | 商机id | 编号 | 单号 | 销售机会编号 | 机会编号 |
    唯一性id | номер на сделка | номер на сделката | идентификатор | код на сделката"""
)

_CLIENT_ID = words(
    """id | client id | customer id | company id | account id | record id | external id | код |
    код клиента | id компании | номер | инн | ид | 客户编号 | 客户id | 编号 | идентификатор | еик |
    код на клиента"""
)

DEAL_WORDS: dict[str, tuple[str, ...]] = {
    "id": _ID,
    "client": words(
        """client | account | account name | customer | customer name | client name | company |
        company name | associated company | associated companies | organization | organization name |
        organisation | partner | partner id | buyer | компания | клиент | контрагент | заказчик |
        покупатель | партнер | партнёр | название компании | наименование клиента | организация |
        основная компания | 客户名称 | 客户 | 公司名称 | 公司 | 企业名称 | 客户全称 | 关联客户 |
        所属客户 | фирма | клиент име | име на клиента | контрагент име | дружество | компания име |
        фирма име"""
    ),
    "owner": _OWNER,
    "stage": words(
        """stage | deal stage | stage name | stagename | opportunity stage | sales stage |
        pipeline stage | stage id | dealstage | стадия | стадия сделки | этап | этап сделки |
        этап воронки | этап продажи | этап процесса продажи | этап процесса | 销售阶段 | 商机阶段 |
        阶段 | 当前阶段 | 跟进阶段 | 阶段名称 | 销售流程阶段 | фаза | етап | етап на сделката |
        етап на продажбата | фаза на сделката | status | deal status | статус | статус сделки |
        состояние | 状态 | 商机状态 | статус на сделката | състояние"""
    ),
    "product": words(
        """product | product name | products | item | service | line item | product interest | продукт |
        товар | товары | номенклатура | услуга | наименование товара | продукты | 产品 | 产品名称 |
        商品 | 商品名称 | 意向产品 | 关联产品 | продукт име | стока | артикул"""
    ),
    "amount": words(
        """amount | deal value | value | close value | deal amount | opportunity amount |
        expected revenue | planned revenue | total | total amount | sum | price | budget | revenue |
        deal size | amount in company currency | acv | tcv | сумма | сумма сделки | бюджет |
        бюджет сделки | сумма документа | стоимость | ожидаемая выручка | сумма с ндс | сумма договора |
        金额 | 商机金额 | 成交金额 | 合同金额 | 预计成交金额 | 预计销售金额 | 预计金额 | 销售金额 |
        实际成交金额 | 总金额 | сума | стойност | стойност на сделката | сума на сделката |
        очакван приход | обща сума"""
    ),
    "currency": _CURRENCY,
    "created_on": words(
        """created on | create date | created date | created | creation date | date created |
        created at | created time | engage date | engaged on | deal created | add time | start date |
        begin date | open date | opened on | opportunity created date | дата создания |
        дата создания сделки | создана | создан | дата начала | дата открытия | когда создана | начало |
        дата | 创建时间 | 创建日期 | 商机创建时间 | 开始日期 | 立项日期 | 登记日期 | дата на създаване |
        създадена на | създадена | създаден на | начална дата | дата на откриване"""
    ),
    "moved_on": words(
        """moved on | last stage change | last stage change date | last stage update |
        stage changed on | stage changed | date entered stage | date last stage update |
        last modified date | last modified | modified on | updated on | updated at | update time |
        last update | last activity date | modified time | дата смены стадии | дата смены этапа |
        дата перехода | дата изменения этапа | дата изменения | дата редактирования |
        дата последнего изменения | изменена | последнее изменение | 阶段更新时间 | 阶段变更时间 |
        最近一次阶段变更时间 | 进入当前阶段时间 | 最后修改时间 | 修改时间 | 更新时间 | 最后更新时间 |
        最近跟进时间 | дата на смяна на етапа | дата на промяна | последна промяна | променена на |
        дата на последна промяна"""
    ),
    "closed_on": words(
        """closed | closed on | close date | closed date | closing date | date closed | closed at |
        deal closed on | won time | won date | end date | actual close date | closedate | signed on |
        contract date | дата закрытия | дата закрытия сделки | дата завершения |
        дата завершения сделки | закрыта | дата сделки | дата окончания | дата продажи | дата договора |
        дата оплаты | 成交日期 | 实际成交日期 | 结单日期 | 赢单日期 | 赢单时间 | 关闭日期 | 关闭时间 |
        签约日期 | 成交时间 | 完成日期 | дата на приключване | дата на затваряне | приключена на |
        затворена на | крайна дата"""
    ),
    "industry": _INDUSTRY,
    "region": _REGION,
    "source": _SOURCE,
    "kind": words(
        """kind | deal type | type | opportunity type | business type | new or repeat | new repeat |
        repeat deal | returning customer | тип | тип сделки | вид сделки | новый повторный |
        повторная сделка | повторная | повторное обращение | 商机类型 | 业务类型 | 类型 | 新老客户 |
        客户类型 | вид | вид сделка | тип на сделката | вид на сделката | повторна сделка"""
    ),
    "lost_reason": words(
        """lost reason | loss reason | closed lost reason | reason lost | reason for loss |
        lost reason id | deal lost reason | why lost | причина отказа | причина проигрыша |
        причина потери | причина закрытия | причина провала | 输单原因 | 丢单原因 | 输单理由 |
        失败原因 | 关闭原因 | 流失原因 | причина за загуба | причина за отказ | причина за загубата"""
    ),
    "status": words(
        """status | deal status | won lost | won status | статус | статус сделки | 状态 | 商机状态 |
        赢输状态 | статус на сделката"""
    ),
    "expected_on": words(
        """expected on | expected close date | expected closing | expected closing date |
        date deadline | estimated close date | forecast date | планируемая дата закрытия |
        предполагаемая дата закрытия | ожидаемая дата закрытия | плановая дата | 预计成交日期 |
        预计成交时间 | 预计结单日期 | 预计签约日期 | 预计结束日期 | очаквана дата |
        очаквано приключване | очаквана дата на приключване | планирана дата"""
    ),
    "name": words(
        """deal name | opportunity name | opportunity | deal title | title | dealname | deal | subject |
        название сделки | название | сделка | наименование сделки | тема | 商机名称 | 商机主题 | 商机 |
        机会名称 | 销售机会名称 | 主题 | име на сделката | сделка име | наименование | заглавие"""
    ),
}

PEOPLE_WORDS: dict[str, tuple[str, ...]] = {
    "name": words(
        """name | sales agent | full name | employee | employee name | person | sales rep |
        salesperson | rep | agent | user | owner | фио | сотрудник | имя | имя и фамилия | фамилия имя |
        фамилия и имя | фамилия имя отчество | пользователь | менеджер | продавец | 姓名 | 员工姓名 |
        员工 | 名字 | 人员 | 销售 | 销售员 | 负责人 | име | име и фамилия | служител | търговец |
        имена | потребител"""
    ),
    "head": words(
        """head | manager | supervisor | team lead | team leader | boss | reports to | line manager |
        sales manager | руководитель | начальник | непосредственный руководитель | руководитель отдела |
        рук | 上级 | 直属上级 | 主管 | 经理 | 汇报对象 | 部门负责人 | ръководител | началник |
        мениджър | пряк ръководител"""
    ),
    "unit": words(
        """unit | regional office | department | team | office | branch | division | sales team |
        group | отдел | подразделение | филиал | команда | группа | департамент | регион | 部门 |
        所属部门 | 团队 | 小组 | 分公司 | 主属部门 | екип | звено | офис | клон | дирекция"""
    ),
    "role": words(
        """role | position | job title | title | job | роль | должность | 职位 | 角色 | 岗位 | 职务 |
        роля | длъжност | позиция"""
    ),
    "login": words(
        """login | email | e mail | email address | work email | username | user name | логин | почта |
        эл почта | электронная почта | рабочий e mail | 邮箱 | 电子邮箱 | 登录名 | 账号 | 用户名 |
        имейл | електронна поща | потребителско име | поща"""
    ),
    "id": words(
        """id | employee id | user id | external id | staff number | табельный номер | код | ид | 工号 |
        员工编号 | 编号 | служебен номер | номер"""
    ),
}

CLIENT_WORDS: dict[str, tuple[str, ...]] = {
    "name": words(
        """name | account | account name | company | company name | client | client name | customer |
        customer name | organization | organization name | organisation | название | название компании |
        клиент | компания | контрагент | наименование | наименование контрагента |
        наименование клиента | партнер | организация | 客户名称 | 客户 | 公司名称 | 公司 | 企业名称 |
        名称 | име | име на клиента | фирма | дружество | наименование на клиента"""
    ),
    "industry": _INDUSTRY,
    "region": _REGION,
    "id": _CLIENT_ID,
    "owner": _OWNER,
    "source": _SOURCE,
}

PRODUCT_WORDS: dict[str, tuple[str, ...]] = {
    "name": words(
        """name | product | product name | item | item name | service | товар | продукт | название |
        наименование | номенклатура | наименование товара | услуга | 产品名称 | 产品 | 商品名称 | 商品 |
        名称 | 品名 | стока | име | име на продукта | артикул"""
    ),
    "price": words(
        """price | sales price | list price | unit price | standard price | retail price | amount |
        цена | розничная цена | цена продажи | цена за единицу | стоимость | прайс | 价格 | 单价 |
        标准价格 | 售价 | 销售价格 | 标准价 | продажна цена | единична цена | цена на дребно"""
    ),
    "floor_price": words(
        """floor price | minimum price | min price | lowest price | price floor | минимальная цена |
        мин цена | цена минимальная | нижняя цена | 底价 | 最低价 | 最低价格 | 最低售价 |
        минимална цена | най ниска цена"""
    ),
    "from_on": words(
        """from on | from | valid from | price from | from date | effective from | effective date |
        effective on | start date | с даты | действует с | цена с | дата начала | действует с даты | дата |
        生效日期 | 生效日 | 起始日期 | 开始日期 | от дата | валидна от | в сила от | начална дата | date"""
    ),
    "currency": _CURRENCY,
    "series": words(
        """series | family | product family | category | product category | product line | group |
        серия | категория | группа | группа товаров | раздел | линейка | 系列 | 类别 | 分类 | 产品线 |
        产品分类 | 产品类别 | група | продуктова линия"""
    ),
}

PAYMENT_WORDS: dict[str, tuple[str, ...]] = {
    "date": words(
        """date | payment date | paid on | paid at | value date | transaction date | posting date |
        received on | дата | дата оплаты | дата платежа | дата операции | дата поступления |
        дата проводки | 付款日期 | 到账日期 | 收款日期 | 交易日期 | 日期 | 交易时间 | 回款日期 |
        入账日期 | дата на плащане | вальор | дата на операцията"""
    ),
    "amount": words(
        """amount | sum | payment amount | paid amount | credit | credit amount | total | сумма |
        сумма платежа | сумма оплаты | сумма по кредиту | поступление | приход | кредит | 金额 |
        付款金额 | 收款金额 | 回款金额 | 到账金额 | 交易金额 | 贷方金额 | 收入金额 | сума |
        сума на плащането | платена сума"""
    ),
    "currency": _CURRENCY,
    "payer": words(
        """payer | payer name | paid by | client | customer | company | counterparty | account | from |
        плательщик | контрагент | клиент | наименование плательщика | заказчик | 付款方 | 付款单位 |
        付款人 | 对方户名 | 客户名称 | 客户 | 对方名称 | 付款方名称 | платец | наредител |
        контрагент име"""
    ),
    "reference": words(
        """reference | purpose | payment purpose | description | details | memo | note | comment |
        remittance information | contract | invoice | назначение платежа | назначение | основание |
        комментарий | договор | счет | примечание | 摘要 | 用途 | 附言 | 备注 | 合同编号 | 发票号 |
        основание за плащане | пояснение | описание"""
    ),
    "external_id": words(
        """external id | id | transaction id | payment id | payment number | document number | number |
        bank reference | номер документа | номер платежа | номер | код | ид | 流水号 | 交易流水号 |
        单号 | 回款编号 | 收款单号 | 编号 | 交易号 | номер на документ | референция | номер на плащане"""
    ),
    "deal": words(
        """deal | deal id | opportunity | opportunity id | deal number | order | order number | сделка |
        id сделки | номер сделки | заказ | номер заказа | 商机编号 | 商机 | 商机名称 | 订单编号 |
        订单号 | сделка номер | номер на сделка | поръчка"""
    ),
}

SUPPLY_WORDS: dict[str, tuple[str, ...]] = {
    "channel": words(
        """channel | source | lead source | marketing channel | campaign | канал | источник |
        источник лидов | рекламный канал | 渠道 | 来源 | 线索来源 | 获客渠道 | канал на лийдове | източник"""
    ),
    "week": words("""week | iso week | calendar week | неделя | номер недели | 周 | 周次 | 星期 | седмица"""),
    "date": words(
        """date | day | week of | week starting | monday | дата | день | неделя с | 日期 | 周一 |
        开始日期 | ден | седмица от"""
    ),
    "expected": words(
        """expected | leads | expected leads | leads expected | planned leads | number of leads | план лидов |
        лиды | лидов | ожидается | ожидаемые лиды | 线索 | 线索数 | 预计线索 | 预期线索数 | лийдове |
        очаквани | очаквани лийдове | брой лийдове"""
    ),
    "promised_by": words(
        """promised by | owner | responsible | marketer | кто обещал | обещал | ответственный | маркетолог |
        承诺人 | 负责人 | обещано от | отговорник"""
    ),
    "cost_planned": words(
        """cost planned | planned cost | budget | planned spend | бюджет | плановые затраты | план затрат |
        预算 | 计划费用 | планиран разход"""
    ),
    "cost_spent": words(
        """cost spent | spent | spend | actual cost | cost | потрачено | затраты | расход |
        фактические затраты | 花费 | 实际费用 | 已用费用 | похарчено | разход | изразходвано"""
    ),
}

# The log is our own format: its columns have these names and no others.
LOG_WORDS: dict[str, tuple[str, ...]] = {
    "deal": ("deal",),
    "at": ("at", "at utc"),
    "event": ("event",),
    "stage": ("stage",),
    "amount": ("amount",),
    "expected_on": ("expected on",),
}

HEADER_WORDS: dict[FileKind, dict[str, tuple[str, ...]]] = {
    "deals": DEAL_WORDS,
    "people": PEOPLE_WORDS,
    "clients": CLIENT_WORDS,
    "products": PRODUCT_WORDS,
    "payments": PAYMENT_WORDS,
    "log": LOG_WORDS,
    "supply": SUPPLY_WORDS,
}
